package dev.edgeinfer.yaml;

/**
 * A place in a text file.
 *
 * @param line counted from 1; 0 stands for the file as a whole
 * @param column counted in code points from 1; 0 stands for the file as a whole
 */
public record Position(int line, int column) {

    /** The file as a whole. */
    public static final Position NONE = new Position(0, 0);

    /** The place of a code point of a text; {@code \n} ends a line. */
    static Position ofIndex(CharSequence text, int codePoints) {
        int line = 1;
        int column = 1;
        var rest = text.codePoints().limit(codePoints).iterator();
        while (rest.hasNext()) {
            if (rest.nextInt() == '\n') {
                line++;
                column = 1;
            } else {
                column++;
            }
        }
        return new Position(line, column);
    }
}
