package dev.switchback.views.catalog;

/** Outcome of {@link VersionCatalog#register}. */
public sealed interface Registration {
    RegisteredVersion version();

    /** A new version was made. */
    record Created(RegisteredVersion version) implements Registration {}

    /** A version that is not retired has this very fingerprint; nothing was made. */
    record AlreadyRegistered(RegisteredVersion version) implements Registration {}
}
