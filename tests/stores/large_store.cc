// Large stores: how long a start takes and what memory, with many roles; how fast a follower catches up.
// Usage: rolecall_large_store_bench [ROLES [ENTRIES]]        prints a row for each: name, what was measured
//        rolecall_large_store_bench make FOLDER ROLES        a data directory for `serve`, with its key
//
// The store's file is made directly, without a server. The start is measured in a process of its own.
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <chrono>
#include <filesystem>
#include <fstream>
#include <memory>
#include <string>
#include <vector>

#include "base/clock.h"
#include "base/random.h"
#include "directory/directory.h"
#include "directory/ids.h"
#include "server/replication/local_log_source.h"
#include "server/replication/replicated_store.h"
#include "server/replication/replicator.h"
#include "tests/support/store_wrapper.h"
#include "tests/unit/store/store_contract.h"

namespace rolecall::server {
namespace {

constexpr char kAccount[] = "111122223333";  // not the one that benchmarks make roles in: an account has at most 5,000
constexpr char kTrust[] =
    R"({"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"Federated":"arn:aws:iam::111122223333:oidc-provider/oidc.example.com"},"Action":"sts:AssumeRoleWithWebIdentity","Condition":{"StringEquals":{"oidc.example.com:sub":"system:serviceaccount:canida:app-%d","oidc.example.com:aud":"sts.amazonaws.com"}}}]})";
constexpr char kPolicy[] =
    R"({"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":["secretsmanager:GetSecretValue","secretsmanager:DescribeSecret"],"Resource":"arn:aws:secretsmanager:eu-central-1:111122223333:secret:k8s/app-%d/%d-*"}]})";
constexpr int kRolesOfAWrite = 500;

std::string Numbered(const char* text, int first, int second) {
  char out[1024];
  snprintf(out, sizeof out, text, first, second);
  return out;
}

double Since(std::chrono::steady_clock::time_point begun) {
  return std::chrono::duration<double>(std::chrono::steady_clock::now() - begun).count();
}

void Must(bool good, const char* what) {
  if (good) return;
  fprintf(stderr, "%s failed\n", what);
  exit(1);
}

crypto::KeyRing Keys() { return crypto::KeyRing(Secret(std::string(32, 'k'))); }

directory::Role RoleNumber(int number, Random& random) {
  directory::Role role;
  role.account = kAccount;
  role.name = "app-" + std::to_string(number);
  role.id = directory::MakeUniqueId(random, "AROA");
  role.trust = directory::MakeStoredPolicy(Numbered(kTrust, number, 0), policy::DocumentKind::kTrust, "trust");
  for (int i = 0; i < 3; ++i) {
    role.inline_policies.push_back(
        {"p" + std::to_string(i),
         directory::MakeStoredPolicy(Numbered(kPolicy, number, i), policy::DocumentKind::kIdentity, "p")});
  }
  return role;
}

void MakeFile(const std::string& path, int roles, Random& random, const Clock& clock) {
  auto directory = directory::Directory::Open(*store::OpenSqliteStore(path), Keys(), random, clock);
  Must(directory.ok() && (*directory)->EnsureAccount(kAccount).ok(), "making the store");
  const Result<void> trusted = (*directory)->Write([](directory::Transaction& transaction) {
    transaction.Put(
        directory::OidcProvider{.account = kAccount, .url = "oidc.example.com", .client_ids = {"sts.amazonaws.com"}});
    return true;
  });
  Must(trusted.ok(), "writing the provider");
  for (int first = 0; first < roles; first += kRolesOfAWrite) {
    const Result<void> written = (*directory)->Write([&](directory::Transaction& transaction) {
      for (int i = first; i < std::min(first + kRolesOfAWrite, roles); ++i) transaction.Put(RoleNumber(i, random));
      return true;
    });
    Must(written.ok(), "writing roles");
  }
}

// In a process of its own: its memory is what the store takes.
void MeasureStart(const std::string& path, int roles) {
  fflush(stdout);
  const pid_t child = fork();
  if (child == 0) {
    SystemRandom random;
    const SystemClock clock;
    const auto begun = std::chrono::steady_clock::now();
    auto directory = directory::Directory::Open(*store::OpenSqliteStore(path), Keys(), random, clock);
    const double took = Since(begun);
    Must(directory.ok() && (*directory)->snapshot()->roles.size() == static_cast<std::size_t>(roles), "the start");
    rusage usage{};
    getrusage(RUSAGE_SELF, &usage);
    printf("%-60s %8.2f s %6ld MB\n", ("start, " + std::to_string(roles) + " roles with 3 policies each").c_str(), took,
           usage.ru_maxrss / 1024);
    fflush(stdout);
    _exit(0);
  }
  int status = 0;
  waitpid(child, &status, 0);
  Must(status == 0, "the start");
}

// A follower that was away: its log goes on where it stopped.
void MeasureCatchUp(const std::string& folder, int entries, Random& random, const Clock& clock) {
  const store::StoreOptions options{.clock = &clock, .log = {.bytes = std::size_t{4} << 30}};
  auto control =
      ReplicatedStore::Open(*store::OpenSqliteStore(folder + "/control.db", options), ReplicatedStore::Role::kControl);
  auto follower = ReplicatedStore::Open(*store::OpenSqliteStore(folder + "/follower.db", options),
                                        ReplicatedStore::Role::kFollower);
  Must(control.ok() && follower.ok(), "opening the stores");
  LocalLogSource source(**control, random, [] { return std::chrono::microseconds(0); });
  Replicator replicator(**follower, source, "https://control", clock);
  {
    auto first = directory::Directory::Open(std::make_unique<store::StoreWrapper>(**control), Keys(), random, clock);
    Must(first.ok() && (*first)->EnsureAccount(kAccount).ok(), "the first records");
  }
  Must(replicator.Step(std::chrono::milliseconds(0)).ok(), "the first copy");
  std::vector<store::Store::Ticket> tickets;
  for (int i = 0; i < entries; ++i) {
    store::Batch batch;
    batch.puts.push_back({"directory/service-use/AIDAEXAMPLE" + std::to_string(i % 5000) + "/s3",
                          R"({"principal":"AIDAEXAMPLE)" + std::to_string(i % 5000) +
                              R"(","service":"s3","region":"eu-central-1","at":1700000000000000})"});
    tickets.push_back((*control)->Submit(std::move(batch)));
    if (tickets.size() < 2000 && i + 1 < entries) continue;
    for (const auto ticket : tickets) Must((*control)->Wait(ticket).ok(), "writing the log");
    tickets.clear();
  }
  auto reading = directory::Directory::Open(std::make_unique<store::StoreWrapper>(**follower), Keys(), random, clock);
  Must(reading.ok(), "the follower's directory");
  const std::uint64_t head = *(*control)->Head();
  const auto begun = std::chrono::steady_clock::now();
  while (*(*follower)->Head() < head) {
    Must(replicator.Step(std::chrono::milliseconds(0)).ok(), "following");
    Must((*reading)->Follow().ok(), "reading what came");
  }
  const double took = Since(begun);
  printf("%-60s %8.2f s %6.0f/s\n", ("a follower catches up, entries: " + std::to_string(entries)).c_str(), took,
         entries / took);
}

}  // namespace
}  // namespace rolecall::server

int main(int argc, char** argv) {
  using namespace rolecall;
  if (argc == 4 && strcmp(argv[1], "make") == 0) {
    const std::string folder = argv[2];
    umask(077);
    std::filesystem::create_directories(folder);
    std::ofstream(folder + "/master.key") << std::string(32, 'k');
    SystemRandom random;
    server::MakeFile(folder + "/rolecall.db", atoi(argv[3]), random, SystemClock());
    return 0;
  }
  const int roles = argc > 1 ? atoi(argv[1]) : 100000;
  const int entries = argc > 2 ? atoi(argv[2]) : 1000000;
  SystemRandom random;
  const SystemClock clock;
  store::TemporaryDirectory folder;
  server::MakeFile(folder.File("roles.db"), roles, random, clock);
  server::MeasureStart(folder.File("roles.db"), roles);
  server::MeasureCatchUp(folder.File("x").substr(0, folder.File("x").size() - 2), entries, random, clock);
  return 0;
}
