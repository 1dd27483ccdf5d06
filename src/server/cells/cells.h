// Accounts as cells: this plane and the others that look like one endpoint with it. Each has its own accounts, with
// their own records and log; a request for another's account is sent on to it, as it came, and checked there.
//
//   ROLECALL_TRY(std::unique_ptr<Cells> cells, Cells::Open({.file = "/etc/rolecall/cells.json", .name = "blue", …}));
//   if (std::shared_ptr<const Cell> cell = cells->Find(request)) return cells->Send(*cell, request);
//   cells->TakeHop(request);      // first thing of every request: what another cell says of it
//   cells->Reload();              // the file again; what cannot be read changes nothing
//
// One hop only. Of each cell few requests are under way at once, until their answers are read to the end, so that one
// which is slow holds up no other's; fewer where several are.
// Never logged or counted: anything of a request. Threads: any.
#ifndef ROLECALL_SERVER_CELLS_CELLS_H_
#define ROLECALL_SERVER_CELLS_CELLS_H_

#include <atomic>
#include <chrono>
#include <functional>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>

#include "base/file_system.h"
#include "base/result.h"
#include "http/message.h"
#include "server/observe/metrics.h"

namespace rolecall::server {

class Cell;

// What `serve` is told.
struct CellsSetting {
  std::string file;                 // empty: there are no cells
  std::string name;                 // of this plane's own
  std::string cert_file, key_file;  // what it shows to others; empty: nothing
};

class Cells {
 public:
  struct Parts {
    CellsSetting setting;
    std::string account;  // the plane's own
    const FileSystem& files;
    Metrics& metrics;
    std::function<void(const std::string&)> warn;  // one line, for the operator
    std::chrono::milliseconds timeout{60000};      // of each step of an exchange
  };

  // kInvalidArgument, kNotFound …: the file, or a certificate that it or the setting names.
  static Result<std::unique_ptr<Cells>> Open(Parts parts);
  ~Cells();

  const std::string& name() const { return parts_.setting.name; }
  Result<void> Reload();
  // The other cell that a request is for; null: it is answered here, whoever it is for.
  std::shared_ptr<const Cell> Find(const http::Request& request) const;
  // Its name by an account; "": it is this plane's, or nobody's.
  std::string CellOf(std::string_view account) const;
  // The owner's answer. Nothing: it does not answer, or too much is under way to it.
  Result<http::Response> Send(const Cell& cell, const http::Request& request);
  // See hop.h. An address is believed of the cell that the request names, if the certificate is for the host of its
  // endpoint (by that very name, not by a wildcard).
  void TakeHop(http::Request& request) const;

 private:
  struct Table;

  explicit Cells(Parts parts) : parts_(std::move(parts)) {}
  std::shared_ptr<const Table> table() const;
  Result<std::shared_ptr<const Table>> Read() const;
  void NoteOutcome(const Cell& cell, const Result<http::Response>& answer);

  const Parts parts_;
  // Of all cells together; outlived by answers.
  const std::shared_ptr<std::atomic<int>> all_under_way_ = std::make_shared<std::atomic<int>>(0);
  const std::shared_ptr<std::atomic<int>> all_streams_ = std::make_shared<std::atomic<int>>(0);
  mutable std::mutex mutex_;  // of table_
  std::shared_ptr<const Table> table_;
};

// Whether the file and what it names are good, for `serve --check`.
Result<void> CheckCells(const CellsSetting& setting, const std::string& account, const FileSystem& files);

}  // namespace rolecall::server

#endif  // ROLECALL_SERVER_CELLS_CELLS_H_
