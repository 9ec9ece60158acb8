package dev.switchback.embedded.chdb.http;

/**
 * Where the data of an INSERT lies in its text.
 *
 * @param sourceAt where a FROM INFILE clause belongs: before SETTINGS, FORMAT and VALUES
 * @param formatAt where FORMAT or VALUES begins
 * @param dataAt where the data begins
 * @param format the format of the data; Values for VALUES
 */
record InsertData(int sourceAt, int formatAt, int dataAt, String format) {
    /** The statement with the data taken from a file instead. */
    String reading(CharSequence text, String file) {
        return text.subSequence(0, sourceAt) + " FROM INFILE '" + file + "' COMPRESSION 'none' "
                + text.subSequence(sourceAt, formatAt) + " FORMAT " + format;
    }
}
