package dev.switchback.views.functions.guard;

import dev.switchback.views.functions.BrokenJarException;
import dev.switchback.views.functions.FunctionJar;
import dev.switchback.views.functions.JarContent;
import dev.switchback.views.manifest.FunctionDefinition;
import dev.switchback.views.manifest.Manifest;
import dev.switchback.views.manifest.ManifestException;
import dev.switchback.views.manifest.ManifestProblem;
import dev.switchback.views.manifest.ManifestProblem.Code;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Reads the byte code that a function can reach, and refuses it where it reaches for the clock, chance, the environment, threads, files,
 * the network or reflection. It guards against mistakes, not against malice: it is no sandbox (ADR 092).
 */
public final class DeterminismGuard {
    private DeterminismGuard() {}

    /**
     * To be asked once, at registration: a version that was registered runs on, also under a release that is stricter.
     *
     * @param jars by name, as the functions were loaded from
     * @throws ManifestException naming function, class, method and call
     */
    public static void check(Manifest manifest, Map<String, FunctionJar> jars) throws ManifestException {
        List<ManifestProblem> problems = new ArrayList<>();
        for (FunctionDefinition function : manifest.functions()) {
            FunctionJar jar = jars.get(function.jar());
            if (jar != null) {
                check(function, jar)
                        .forEach(finding -> problems.add(function.methodProblem(
                                Code.FUNCTION_NOT_DETERMINISTIC, finding.message(), finding.advice())));
            }
        }
        if (!problems.isEmpty()) {
            throw new ManifestException(problems);
        }
    }

    private static List<CodeWalk.Finding> check(FunctionDefinition function, FunctionJar jar) {
        try {
            return new CodeWalk(JarContent.read(jar.bytes()))
                    .from(function.className().replace('.', '/'), function.methodName());
        } catch (BrokenJarException e) {
            throw new IllegalStateException("the jar was loaded before", e);
        }
    }
}
