// The identity plane as a process: `rolecall serve`.
//
//   ROLECALL_TRY(std::unique_ptr<Plane> plane, Plane::Start(options, dependencies));   // ready when it returns
//   … plane->endpoint() …
//   plane->Stop();
//
//   return server::Run(options, dependencies);    // the same, until SIGTERM or SIGINT; answers the exit code
//
// Run() blocks the two signals, and SIGHUP, in the calling thread before any other thread starts and waits for them;
// when it is ready it prints one line to `out`. SIGHUP is Reload(). A second of the others while it drains ends the
// process at once. The process cannot be traced or dumped by others: its memory holds secrets.
// Errors of Start(): kInvalidArgument (a flag), kAlreadyExists (port in use), kConflict (another server has the data
// directory), kPermissionDenied, kDataLoss (a damaged store).
#ifndef ROLECALL_SERVER_RUN_H_
#define ROLECALL_SERVER_RUN_H_

#include <cstdint>
#include <iosfwd>
#include <memory>
#include <string>

#include "base/clock.h"
#include "base/environment.h"
#include "base/file_system.h"
#include "base/random.h"
#include "base/result.h"
#include "server/console/console_visit.h"
#include "server/options.h"

namespace rolecall::server {

// What a plane takes from outside; all must outlive it.
struct Dependencies {
  Clock& clock;
  Random& random;
  FileSystem& files;
  std::ostream& out;  // the ready line
  std::ostream& err;  // warnings and errors
  // For clusters: KUBECONFIG, HOME, what credential plugins are run with. Null: the process's own.
  const Environment* environment = nullptr;
  // What the page of --console shows; must be set for that.
  MakeConsolePages console_pages = {};
};

class Plane {
 public:
  static Result<std::unique_ptr<Plane>> Start(const ServeOptions& options, Dependencies dependencies);
  virtual ~Plane() = default;
  virtual std::uint16_t port() const = 0;
  virtual std::string endpoint() const = 0;          // "http://127.0.0.1:4747"
  virtual std::string credentials_file() const = 0;  // empty: none was written
  virtual std::string ReadyLine() const = 0;
  // Opens the audit log anew and reads the webhook's manifests and the file of cells again. (The TLS certificate is
  // read again by itself.)
  virtual void Reload() = 0;
  // Refuses new requests, finishes running ones, closes the store. May be called twice.
  virtual void Stop() = 0;
};

int Run(const ServeOptions& options, Dependencies dependencies);

}  // namespace rolecall::server

#endif  // ROLECALL_SERVER_RUN_H_
