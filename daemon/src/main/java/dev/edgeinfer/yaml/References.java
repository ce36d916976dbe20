package dev.edgeinfer.yaml;

/**
 * Puts into texts what they refer to and what stands elsewhere, such as secrets. Problems show a text as it is written,
 * never what it stands for.
 */
public interface References {

    /** A document whose texts mean what is written. */
    References NONE = new References() {
        @Override
        public Result resolve(String written) {
            return new Text(written);
        }

        @Override
        public String mask(String text) {
            return text;
        }
    };

    /** What became of a text. */
    sealed interface Result {}

    /**
     * The text with everything put in that it refers to.
     *
     * @param known whether that is what it will be; not in a check on a machine that does not have all of it
     */
    record Text(String text, boolean known) implements Result {

        public Text(String text) {
            this(text, true);
        }
    }

    /** What is wrong with a reference, in the words of a {@link Problem}. */
    record Broken(String rule, String hint) implements Result {}

    Result resolve(String written);

    /** A text for people, in which nothing is left of what was put in. */
    String mask(String text);
}
