package dev.switchback.embedded.testing;

import dev.switchback.embedded.Engine;

/** An engine in a container for the {@link EngineGuard}. */
record WatchedContainer(Engine engine) implements EngineGuard.Watched {
    @Override
    public boolean isLost() {
        return EngineContainers.isLost(engine);
    }

    @Override
    public void revive() {
        EngineContainers.revive(engine);
    }

    @Override
    public String endOfLog() {
        return EngineContainers.endOfLog(engine);
    }
}
