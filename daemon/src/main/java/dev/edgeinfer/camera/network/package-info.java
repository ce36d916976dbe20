/**
 * Owns: sources that read streams from the network (RTSP, HTTP with JPEGs or HLS, RTMP, SRT): connections with deadlines,
 * receiving, the queue of packets, which pictures are worth decoding.
 *
 * <p>May use: {@code config}, {@code camera}, {@code camera.ffmpeg}, {@code camera.image}.
 */
package dev.edgeinfer.camera.network;
