// What a server (http/server.h) is told: where to listen, and its bounds. The defaults are for a service on this
// machine. Sizes in bytes; what goes beyond is answered with 413 or 431, and 408 where it is time.
#ifndef ROLECALL_HTTP_SERVER_OPTIONS_H_
#define ROLECALL_HTTP_SERVER_OPTIONS_H_

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

namespace rolecall::http {

struct ServerOptions {
  std::string host = "127.0.0.1";
  std::uint16_t port = 0;                    // 0 = any free one
  int threads = 2;                           // that read, handle and answer; there are more while handlers take long
  std::vector<int> lanes = {2};              // how many handlers of each lane may run at once
  std::vector<int> waiting_lanes = {};       // of those: whose handlers wait for others now and then
  std::size_t max_queue = 1024;              // requests that wait in a lane; more are refused
  std::chrono::milliseconds max_wait{3000};  // that a request waits in a lane; longer ones are refused
  std::string tls_cert_file = {};            // PEM chain; empty = plain HTTP
  std::string tls_key_file = {};             // read again when either file changes
  std::string client_ca_file = {};           // clients may show a certificate, and then one of this CA

  std::size_t max_header_bytes = 64u << 10;
  std::size_t free_body_bytes = 64u << 10;  // anybody may send so much
  std::size_t max_body_bytes = 64u << 20;   // where the application admits nobody by itself
  std::size_t memory_bytes = 256u << 20;    // of all unfinished requests, waiting bodies and unwritten answers together

  int max_connections = 4096;
  int max_connections_per_peer = 512;           // an address; of IPv6 a /64
  std::vector<std::string> trusted_peers = {};  // that this does not hold for, beside loopback: proxies

  std::chrono::milliseconds idle_timeout{75000};
  std::chrono::milliseconds header_timeout{10000};  // from the first byte to the complete header; also the handshake
  std::chrono::milliseconds body_timeout{20000};    // for a body or an answer, and longer as far as min_rate goes
  std::size_t min_rate = 32u << 10;                 // bytes a second of what is longer
  // After Stop(): so long every answer is its connection's last, and idle connections are not closed yet, because a
  // client that is just sending on one could not tell whether its request was heard. A socket of its own is listened on
  // meanwhile, for clients that do not know yet that this one goes; an inherited one is left to the successor.
  std::chrono::milliseconds farewell{0};
  std::chrono::milliseconds drain{10000};
};

}  // namespace rolecall::http

#endif  // ROLECALL_HTTP_SERVER_OPTIONS_H_
