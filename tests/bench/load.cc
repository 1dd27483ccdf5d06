// The load of `make bench` on a plane: the same few connections ask again as soon as they are answered.
//
//   rolecall_bench_load HOST:PORT SECONDS calls FILE       one signed call (headers a line, an empty line, the body)
//   rolecall_bench_load HOST:PORT SECONDS bodies FILE [N]  each line of FILE is a form; only the first N of them
//
// Prints "REQUESTS in SECONDS"; ends with 1 at the first answer that is not 200. Loopback only.
//
// It never sleeps. Whoever answers a client that sleeps wakes its core first, which on a virtual machine takes as long
// as a seventh of an exchange and is no work of a server: behind a network card nobody does.
#include <arpa/inet.h>
#include <netinet/tcp.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <string>
#include <string_view>
#include <vector>

namespace {

constexpr int kConnections = 16;

[[noreturn]] void Fail(const std::string& what) {
  std::fprintf(stderr, "rolecall_bench_load: %s\n", what.c_str());
  std::exit(1);
}

std::string Post(const std::string& headers, const std::string& body) {
  return "POST / HTTP/1.1\r\n" + headers + "Content-Length: " + std::to_string(body.size()) + "\r\n\r\n" + body;
}

std::string ReadCall(std::ifstream& file) {
  std::string headers, body, line;
  while (std::getline(file, line) && !line.empty()) headers += line + "\r\n";
  while (std::getline(file, line)) body += line;
  return Post(headers, body);
}

std::vector<std::string> ReadBodies(std::ifstream& file, const std::string& host, std::size_t most) {
  const std::string headers = "Host: " + host + "\r\nContent-Type: application/x-www-form-urlencoded\r\n";
  std::vector<std::string> requests;
  for (std::string line; requests.size() < most && std::getline(file, line);) requests.push_back(Post(headers, line));
  return requests;
}

// How long the answer at the beginning of the bytes is; 0: it is not whole yet.
std::size_t AnswerSize(std::string_view bytes) {
  const std::size_t end = bytes.find("\r\n\r\n");
  if (end == bytes.npos) return 0;
  if (!bytes.starts_with("HTTP/1.1 200 ")) Fail("an answer is not good: " + std::string(bytes.substr(0, 2000)));
  constexpr std::string_view kLength = "\r\nContent-Length: ";
  const std::size_t at = bytes.find(kLength);
  if (at > end) Fail("an answer without Content-Length");
  const std::size_t size = end + 4 + std::strtoul(bytes.data() + at + kLength.size(), nullptr, 10);
  return bytes.size() < size ? 0 : size;
}

class Connection {
 public:
  explicit Connection(const sockaddr_in& address) : socket_(::socket(AF_INET, SOCK_STREAM, 0)) {
    const int on = 1;
    setsockopt(socket_, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    if (connect(socket_, reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0) Fail("cannot connect");
  }
  int socket() const { return socket_; }

  void Ask(const std::string& request) {
    if (::send(socket_, request.data(), request.size(), 0) != static_cast<ssize_t>(request.size())) Fail("cannot send");
  }
  // True: the answer is there.
  bool Take() {
    std::array<char, 1 << 14> buffer;
    const ssize_t got = ::recv(socket_, buffer.data(), buffer.size(), 0);
    if (got <= 0) Fail("the plane has closed a connection");
    answer_.append(buffer.data(), static_cast<std::size_t>(got));
    if (AnswerSize(answer_) == 0) return false;
    answer_.clear();
    return true;
  }

 private:
  const int socket_;
  std::string answer_;
};

sockaddr_in AddressOf(const std::string& host) {
  const std::size_t colon = host.find(':');
  sockaddr_in address{};
  address.sin_family = AF_INET;
  if (colon == host.npos || inet_pton(AF_INET, host.substr(0, colon).c_str(), &address.sin_addr) != 1) {
    Fail("no address");
  }
  if ((ntohl(address.sin_addr.s_addr) >> 24) != 127) Fail("only 127.0.0.0/8");
  address.sin_port = htons(static_cast<std::uint16_t>(std::atoi(host.c_str() + colon + 1)));
  return address;
}

}  // namespace

int main(int argc, char** argv) {
  if (argc < 5) Fail("usage: HOST:PORT SECONDS calls|bodies FILE [N]");
  const std::string host = argv[1];
  std::ifstream file(argv[4]);
  std::vector<std::string> requests;
  if (std::string_view(argv[3]) == "calls") {
    requests.push_back(ReadCall(file));
  } else {
    requests = ReadBodies(file, host, argc > 5 ? std::strtoul(argv[5], nullptr, 10) : SIZE_MAX);
  }
  if (!file.is_open() || requests.empty()) Fail("nothing to ask");

  const int events = epoll_create1(0);
  std::vector<Connection> connections;
  connections.reserve(kConnections);
  std::size_t next = 0;
  for (int i = 0; i < kConnections; ++i) {
    connections.emplace_back(AddressOf(host));
    epoll_event event{.events = EPOLLIN, .data = {.u32 = static_cast<std::uint32_t>(i)}};
    epoll_ctl(events, EPOLL_CTL_ADD, connections.back().socket(), &event);
    connections.back().Ask(requests[next++ % requests.size()]);
  }
  using std::chrono::steady_clock;
  const auto begun = steady_clock::now();
  const auto end = begun + std::chrono::milliseconds(static_cast<int>(std::atof(argv[2]) * 1000));
  std::size_t answered = 0;
  std::array<epoll_event, kConnections> ready;
  while (steady_clock::now() < end) {
    const int count = epoll_wait(events, ready.data(), kConnections, 0);
    for (int i = 0; i < count; ++i) {
      Connection& connection = connections[ready[i].data.u32];
      if (!connection.Take()) continue;
      ++answered;
      connection.Ask(requests[next++ % requests.size()]);
    }
  }
  std::printf("%zu in %.3f\n", answered, std::chrono::duration<double>(steady_clock::now() - begun).count());
  return 0;
}
