package io.hotupdate.process;

import com.sun.jna.Library;
import com.sun.jna.Pointer;
import org.jspecify.annotations.Nullable;

/**
 * The functions of the C library that have no Java API. Sizes are those of a 64-bit
 * system: {@code size_t}, {@code ssize_t} and {@code nfds_t} travel as {@code long}.
 */
interface LibC extends Library {

	int socket(int domain, int type, int protocol);

	int bind(int fd, Pointer address, int length);

	int listen(int fd, int backlog);

	int accept(int fd, @Nullable Pointer address, @Nullable Pointer length);

	int connect(int fd, Pointer address, int length);

	int getsockname(int fd, Pointer address, Pointer length);

	int getsockopt(int fd, int level, int name, Pointer value, Pointer length);

	int getpeereid(int fd, Pointer uid, Pointer gid);

	int poll(Pointer descriptors, long count, int milliseconds);

	long sendto(int fd, Pointer data, long length, int flags, Pointer address, int addressLength);

	long sendmsg(int fd, Pointer message, int flags);

	long recvmsg(int fd, Pointer message, int flags);

	// variadic in C, and on some platforms passed in another way than fixed arguments
	int fcntl(int fd, int command, Object... argument);

	int dup2(int from, int to);

	int dup3(int from, int to, int flags);

	int close(int fd);

	int geteuid();

	int kill(int pid, int signal);

	int waitpid(int pid, @Nullable Pointer status, int options);

	int execve(Pointer path, Pointer arguments, Pointer environment);

	// returns the error instead of setting errno
	int pthread_sigmask(int how, Pointer set, @Nullable Pointer previous);

	int fflush(@Nullable Pointer stream);

	String strerror(int errno);

}
