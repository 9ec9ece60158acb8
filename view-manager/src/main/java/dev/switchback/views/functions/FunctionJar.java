package dev.switchback.views.functions;

import dev.switchback.views.Sha256;

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
        this.sha256 = Sha256.hex(bytes);
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
}
