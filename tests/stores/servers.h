// etcd and PostgreSQL on this machine, for tests: on a free port of the loopback, in a temporary folder, ended with the
// object. PostgreSQL does not run as root: as root it is started as the user "postgres".
#ifndef ROLECALL_TESTS_STORES_SERVERS_H_
#define ROLECALL_TESTS_STORES_SERVERS_H_

#include <sys/types.h>

#include <memory>
#include <string>
#include <vector>

namespace rolecall::store {

class StoreServer {
 public:
  virtual ~StoreServer();
  // Waits until it answers; a failure of the test if it does not in a minute.
  void Start();
  // kill -9, and the end of the process waited for.
  void Kill();
  // SIGSTOP and SIGCONT: it is there and does not answer.
  void Freeze();
  void Thaw();
  // --store's value, without a path.
  virtual std::string Url() const = 0;

 protected:
  virtual std::vector<std::string> Command() const = 0;
  virtual bool Answers() const = 0;

  std::string folder_;
  int port_ = 0;
  std::string user_;  // to run as; empty: as we are

 private:
  pid_t process_ = 0;
};

// Whether PostgreSQL syncs its disk: not for tests, which end its processes and not the machine.
inline bool durable_servers = false;

// Null: not installed. `more`: arguments; with a certificate the URL is etcds://localhost.
std::unique_ptr<StoreServer> MakeEtcd(std::vector<std::string> more = {});
std::unique_ptr<StoreServer> MakePostgresql();

}  // namespace rolecall::store

#endif  // ROLECALL_TESTS_STORES_SERVERS_H_
