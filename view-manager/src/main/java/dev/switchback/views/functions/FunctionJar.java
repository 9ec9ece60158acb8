package dev.switchback.views.functions;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** A jar as it was uploaded. Immutable: its bytes are handed out as copies. */
public final class FunctionJar {
    /** Size of the largest jar that is taken, in bytes. */
    public static final int MAX_BYTES = 16 << 20;

    private final String name;
    private final byte[] bytes;
    private final String sha256;

    /** @param name as manifests name it, such as {@code scoring.jar} */
    public FunctionJar(String name, byte[] bytes) {
        this.name = name;
        this.bytes = bytes.clone();
        this.sha256 = sha256(bytes);
    }

    public String name() {
        return name;
    }

    public byte[] bytes() {
        return bytes.clone();
    }

    /** 64 lower-case hexadecimal digits. */
    public String sha256() {
        return sha256;
    }

    private static String sha256(byte[] bytes) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError("every Java has SHA-256", e);
        }
    }
}
