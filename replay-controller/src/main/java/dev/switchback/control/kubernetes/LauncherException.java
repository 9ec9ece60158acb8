package dev.switchback.control.kubernetes;

/** Why a Deployment is not as it should be; a sentence for the operator. */
final class LauncherException extends RuntimeException {
    private static final long serialVersionUID = 1;

    LauncherException(String message) {
        super(message);
    }
}
