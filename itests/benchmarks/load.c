/* A load of heartbeats over TCP: 28-byte messages as net/awd.c sends them, round robin over the connections.
 * usage: load HOST PORT STRIDE CONNECTIONS
 * Connection i goes to PORT + i * STRIDE (STRIDE 0: all to one port). Prints "connected" once all stand. Then each line "MESSAGES RATE" of standard
 * input (RATE in messages a second over all, 0: as fast as it goes) is carried out and answered with "sent SECONDS". Ends with standard input.
 * What arrives is read and thrown away. */
#include <arpa/inet.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

static double seconds(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return t.tv_sec + t.tv_nsec / 1e9;
}

int main(int argc, char **argv)
{
    char message[28] = { 0, 0, 0, 24 }, line[64], sink[65536];
    struct sockaddr_in address = { .sin_family = AF_INET };
    long messages, rate;
    int one = 1;

    if (argc != 5) { fprintf(stderr, "usage: load HOST PORT STRIDE CONNECTIONS\n"); return 2; }
    int port = atoi(argv[2]), stride = atoi(argv[3]), connections = atoi(argv[4]);
    int *fds = calloc(connections, sizeof *fds);
    strcpy(message + 4, "advanced-watchdog pulse");
    inet_pton(AF_INET, argv[1], &address.sin_addr);
    for (int i = 0; i < connections; i++) {
        address.sin_port = htons(port + i * stride);
        fds[i] = socket(AF_INET, SOCK_STREAM, 0);
        setsockopt(fds[i], IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
        if (connect(fds[i], (void *)&address, sizeof address)) { perror("load: connect"); return 1; }
    }
    printf("connected\n");
    fflush(stdout);
    while (fgets(line, sizeof line, stdin) && sscanf(line, "%ld %ld", &messages, &rate) == 2) {
        double start = seconds();
        for (long i = 0; i < messages; i++) {
            int fd = fds[i % connections];
            if (write(fd, message, sizeof message) != sizeof message) { perror("load: write"); return 1; }
            if (i % 64 == 63) {
                while (recv(fd, sink, sizeof sink, MSG_DONTWAIT) > 0) ;
                while (rate && seconds() - start < (double)i / rate) usleep(200);
            }
        }
        printf("sent %.3f\n", seconds() - start);
        fflush(stdout);
    }
    return 0;
}
