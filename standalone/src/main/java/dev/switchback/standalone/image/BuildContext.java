package dev.switchback.standalone.image;

import dev.switchback.embedded.folder.Cache;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * The folder that {@code docker build} is given: a Dockerfile and the layers. It depends on the sources, the libraries and the time it is
 * told, on nothing else.
 */
public final class BuildContext {
    private final Path home;
    private final Instant time;
    private final ClassPath classPath;
    private final BillOfMaterials bill;

    /**
     * @param home of the sources, built with the profile {@code images}
     * @param time that all files of the layers bear
     */
    public BuildContext(Path home, Instant time) {
        this.home = home;
        this.time = time;
        this.classPath = new ClassPath(home);
        this.bill = BillOfMaterials.read(home.resolve("standalone").resolve("target"));
    }

    /**
     * Writes the context of an image.
     *
     * @param engines folder with the programs of the embedded engines; only read for the image that has them
     * @return the folder, new
     */
    public Path write(Image image, Path engines) throws IOException {
        Path folder =
                home.resolve("standalone").resolve("target").resolve("images").resolve(image.word());
        Cache.deleteTree(folder);
        Files.createDirectories(folder);
        List<ClassPath.Entry> entries = classPath.of(image);
        libraries(image, entries, engines).writeTo(folder.resolve("libraries.tar"));
        program(image, entries).writeTo(folder.resolve("switchback.tar"));
        List<String> dockerfile = new ArrayList<>(Files.readAllLines(
                home.resolve("standalone").resolve("src/main/docker").resolve("Dockerfile")));
        dockerfile.addAll(image.instructions());
        Files.write(folder.resolve("Dockerfile"), dockerfile);
        return folder;
    }

    /** Changes rarely, and is shared where two images need the same. */
    private LayerArchive libraries(Image image, List<ClassPath.Entry> entries, Path engines) throws IOException {
        LayerArchive layer = new LayerArchive(time);
        for (ClassPath.Entry entry : entries) {
            if (!entry.ours()) {
                layer.copy(entry.jar(), Layout.place(entry));
            }
        }
        if (image.hasEngines()) {
            layer.copyTree(engines, Layout.ENGINES);
        }
        return layer;
    }

    private LayerArchive program(Image image, List<ClassPath.Entry> entries) throws IOException {
        LayerArchive layer = new LayerArchive(time);
        for (ClassPath.Entry entry : entries) {
            if (entry.ours()) {
                layer.copy(entry.jar(), Layout.place(entry));
            }
        }
        layer.text(Layout.ROOT + "/java.options", lines(Layout.javaOptions(image, entries)));
        layer.text(Layout.ROOT + "/health.options", lines(Layout.healthOptions(image, classPath.ownJar())));
        layer.text(Layout.ROOT + "/bom.json", bill.of(image, entries));
        layer.text(Layout.ROOT + "/licences.txt", bill.licences(entries));
        layer.stateFolder(Layout.STATE);
        return layer;
    }

    private static String lines(List<String> lines) {
        return String.join("\n", lines) + "\n";
    }
}
