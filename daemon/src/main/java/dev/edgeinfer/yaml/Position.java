package dev.edgeinfer.yaml;

import org.yaml.snakeyaml.error.Mark;
import org.yaml.snakeyaml.nodes.Node;

/**
 * A place in a text file.
 *
 * @param line counted from 1; 0 stands for the file as a whole
 * @param column counted in code points from 1; 0 stands for the file as a whole
 */
public record Position(int line, int column) {

    /** The file as a whole. */
    public static final Position NONE = new Position(0, 0);

    /** Where a node begins. */
    static Position of(Node node) {
        return of(node.getStartMark());
    }

    static Position of(Mark mark) {
        return new Position(mark.getLine() + 1, mark.getColumn() + 1);
    }

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
