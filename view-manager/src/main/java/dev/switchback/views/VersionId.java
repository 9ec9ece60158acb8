package dev.switchback.views;

/**
 * One version of one pipeline.
 *
 * @param pipeline name of the pipeline, {@code [a-z][a-z0-9_]{0,39}}
 * @param number 1, 2, 3 …; never reused within the pipeline
 */
public record VersionId(String pipeline, int number) {
    public VersionId {
        if (number < 1) {
            throw new IllegalArgumentException("a version number is 1 or more: " + number);
        }
    }

    @Override
    public String toString() {
        return pipeline + " v" + number;
    }
}
