package dev.switchback.standalone.app;

import dev.switchback.standalone.UserException;
import dev.switchback.standalone.client.AdminClient;
import dev.switchback.views.functions.FunctionJar;
import dev.switchback.views.manifest.FunctionDefinition;
import dev.switchback.views.manifest.Manifest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.Consumer;
import tools.jackson.databind.JsonNode;

/**
 * Uploads the jars that a manifest names, before it is registered.
 *
 * @param folder where they lie
 */
record JarUpload(AdminClient admin, Path folder, Consumer<String> say) {

    /** @throws UserException where one is not there, cannot be read, or is too large */
    void upload(Manifest manifest) {
        manifest.functions().stream()
                .map(FunctionDefinition::jar)
                .distinct()
                .forEach(name -> upload(manifest.pipeline(), name));
    }

    private void upload(String pipeline, String name) {
        JsonNode stored = admin.uploadJar(pipeline, name, read(folder.resolve(name)));
        say.accept(name + " is uploaded, " + stored.path("size").asLong() + " bytes, SHA-256 "
                + stored.path("sha256").asString().substring(0, 12) + "….");
    }

    private byte[] read(Path jar) {
        try {
            if (!Files.isRegularFile(jar)) {
                throw new UserException("The manifest names " + jar.getFileName() + ", and there is no file " + jar
                        + ": build it, or say with --jars where it lies.");
            }
            if (Files.size(jar) > FunctionJar.MAX_BYTES) {
                throw new UserException(jar + " is larger than " + (FunctionJar.MAX_BYTES >> 20)
                        + " MiB, which is the most that is taken.");
            }
            return Files.readAllBytes(jar);
        } catch (IOException e) {
            throw new UserException(jar + " cannot be read: " + e.getMessage() + ".", e);
        }
    }
}
