package io.grpc;

/** Stands for the server of gRPC, which is not on the class path. */
public abstract class Server {

}
