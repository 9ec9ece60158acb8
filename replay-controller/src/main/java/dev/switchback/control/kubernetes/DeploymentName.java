package dev.switchback.control.kubernetes;

import dev.switchback.views.Sha256;
import dev.switchback.views.VersionId;
import java.nio.charset.StandardCharsets;

/**
 * The name of a version's Deployment: prefix, pipeline, version. A pipeline's name has no hyphen, so writing one for each underscore keeps names apart.
 * What would be longer than a label may be is cut, and ends with a hash of the whole.
 */
final class DeploymentName {
    private static final int LONGEST = 63;
    private static final int HASH = 12;

    private DeploymentName() {}

    static String of(String prefix, VersionId version) {
        String name = prefix + "-" + version.pipeline().replace('_', '-') + "-v" + version.number();
        return name.length() <= LONGEST
                ? name
                : name.substring(0, LONGEST - HASH - 1) + "-"
                        + Sha256.hex(name.getBytes(StandardCharsets.UTF_8)).substring(0, HASH);
    }
}
