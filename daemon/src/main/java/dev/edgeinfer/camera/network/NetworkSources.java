package dev.edgeinfer.camera.network;

import dev.edgeinfer.camera.FrameSource;
import dev.edgeinfer.camera.MonotonicClock;
import dev.edgeinfer.config.SourceConfig.NetworkStream;

/** Opens streams from the network; what the server answers decides how they are read. */
public final class NetworkSources {

    private NetworkSources() {}

    /**
     * Connects; blocks for as long as that takes, but not for ever.
     *
     * @throws dev.edgeinfer.camera.SourceException when there is no stream to be had
     */
    public static FrameSource open(NetworkStream config) {
        CallDeadline deadline = new CallDeadline(MonotonicClock.SYSTEM);
        NetworkConnection connection = NetworkConnection.open(config, deadline);
        return connection.isPlaylist()
                ? new PlaylistSource(config, connection, deadline)
                : new NetworkSource(config, connection, deadline, MonotonicClock.SYSTEM);
    }
}
