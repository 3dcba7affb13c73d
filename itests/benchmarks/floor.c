/* The floor: the least that one process can spend on taking heartbeats off TCP connections and on noticing that one is missing.
 * It accepts connections on one port, reads 28-byte messages (4-byte length + "advanced-watchdog pulse\0"), stores a deadline for each
 * connection and writes "NUMBER\n" (the how-manieth connection it was) to the notification node when it passes.
 * usage: floor HOST TIMEOUT_MS [NODE_PORT]
 * Prints the port that the system chose, and runs until standard input ends. */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

enum { MESSAGE = 28, CONNECTIONS = 1 << 16 };
static long deadline[CONNECTIONS], partial[CONNECTIONS];
static int number[CONNECTIONS], next[CONNECTIONS];
static int poller, node = -1;
/* Who may expire, in the order of the deadlines: a list from next[0], fd 0 being standard input. Right for peers that fall silent after one message. */
static int last;

static struct sockaddr_in address = { .sin_family = AF_INET };

static int listening(void)
{
    socklen_t size = sizeof address;
    int fd = socket(AF_INET, SOCK_STREAM, 0);

    if (bind(fd, (void *)&address, sizeof address) || listen(fd, 4096)) { perror("floor"); exit(1); }
    getsockname(fd, (void *)&address, &size);
    printf("%d\n", ntohs(address.sin_port));
    fflush(stdout);
    return fd;
}

static void connect_node(int port)
{
    int one = 1;

    address.sin_port = htons(port);
    node = socket(AF_INET, SOCK_STREAM, 0);
    setsockopt(node, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
    if (connect(node, (void *)&address, sizeof address)) { perror("floor: node"); exit(1); }
}

static void watch(int fd)
{
    struct epoll_event event = { .events = EPOLLIN, .data.fd = fd };
    epoll_ctl(poller, EPOLL_CTL_ADD, fd, &event);
}

static void accept_one(int listener)
{
    static int count;
    int fd = accept4(listener, NULL, NULL, SOCK_NONBLOCK);

    if (fd >= 0 && fd < CONNECTIONS) {
        number[fd] = count++;
        watch(fd);
    }
}

static void received(int fd, long until)
{
    static char buffer[65536];
    ssize_t got = read(fd, buffer, sizeof buffer);

    if (got <= 0) { close(fd); return; }
    for (partial[fd] += got; partial[fd] >= MESSAGE; partial[fd] -= MESSAGE) {
        if (node >= 0 && !deadline[fd]) {
            next[last] = fd;
            last = fd;
            next[fd] = 0;
        }
        deadline[fd] = until;
    }
}

static void expire(long now)
{
    char line[16];

    for (int fd; (fd = next[0]) && deadline[fd] <= now; deadline[fd] = 0) {
        if (node >= 0 && write(node, line, sprintf(line, "%d\n", number[fd])) < 0) { perror("floor: node"); exit(1); }
        next[0] = next[fd];
        if (last == fd)
            last = 0;
    }
}

static long now_ns(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return t.tv_sec * 1000000000L + t.tv_nsec;
}

int main(int argc, char **argv)
{
    struct epoll_event events[1024];

    if (argc < 3) { fprintf(stderr, "usage: floor HOST TIMEOUT_MS [NODE_PORT]\n"); return 2; }
    long timeout = atol(argv[2]) * 1000000;
    inet_pton(AF_INET, argv[1], &address.sin_addr);
    poller = epoll_create1(0);
    int listener = listening();
    if (argc == 4)
        connect_node(atoi(argv[3]));
    watch(listener);
    watch(0);
    for (;;) {
        long left = next[0] ? deadline[next[0]] - now_ns() : 0;
        struct timespec wait = { left / 1000000000, left % 1000000000 };
        if (left < 0)
            wait = (struct timespec) { 0, 0 };
        int ready = epoll_pwait2(poller, events, 1024, next[0] ? &wait : NULL, NULL);
        long now = now_ns();
        for (int i = 0; i < ready; i++) {
            if (events[i].data.fd == 0)
                return 0;
            if (events[i].data.fd == listener)
                accept_one(listener);
            else
                received(events[i].data.fd, now + timeout);
        }
        if (node >= 0)
            expire(now_ns());
    }
}
