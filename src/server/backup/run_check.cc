#include <boost/json.hpp>
#include <cstdlib>
#include <optional>
#include <ostream>
#include <utility>

#include "server/backup/check_store.h"
#include "server/backup/private_copy.h"
#include "server/cells/cells.h"
#include "server/master_key_source.h"
#include "server/options.h"
#include "server/shared_store.h"
#include "store/open/open_shared.h"

namespace rolecall::server {
namespace {

constexpr int kWell = 0, kRefused = 1, kProblems = 2;

struct OpenedForCheck {
  std::unique_ptr<PrivateCopy> copy;  // null: the store is elsewhere
  std::unique_ptr<store::Store> store;
  std::string name;
};

std::string TemporaryFolder(const ServeOptions& options) {
  const auto found = options.environment.find("TMPDIR");
  return found == options.environment.end() || found->second.empty() ? "/tmp" : found->second;
}

Result<OpenedForCheck> OpenForCheck(const ServeOptions& options, const Settings& settings, Dependencies dependencies) {
  OpenedForCheck opened;
  if (settings.store == StoreKind::kMemory) {
    return Error{ErrorCode::kInvalidArgument, "a store in memory has nothing to check"};
  }
  if (settings.store == StoreKind::kShared) {
    opened.name = settings.shared_store.url;
    ROLECALL_TRY(store::SharedStoreAddress address, ReadSharedStoreAddress(settings.shared_store, dependencies.files));
    ROLECALL_TRY(opened.store, store::OpenSharedStore(std::move(address), dependencies.random, {.must_exist = true}));
    return opened;
  }
  opened.name = JoinPath(settings.data_dir, "rolecall.db");
  ROLECALL_TRY(opened.copy, PrivateCopy::Make(opened.name, TemporaryFolder(options)));
  Result<std::unique_ptr<store::Store>> store = store::OpenSqliteStore(opened.copy->path(), {.must_exist = true});
  if (!store.ok()) return Error{store.error().code, "a copy of " + opened.name + ": " + store.error().message};
  opened.store = *std::move(store);
  return opened;
}

Result<CheckReport> Check(const ServeOptions& options, Dependencies dependencies) {
  ROLECALL_TRY(const Settings settings, ReadOptions(options));
  if (!settings.cells.file.empty()) {
    ROLECALL_RETURN_IF_ERROR(CheckCells(settings.cells, settings.account_id, dependencies.files));
  }
  ROLECALL_TRY(const OpenedForCheck opened, OpenForCheck(options, settings, dependencies));
  ROLECALL_TRY(const crypto::KeyRing keys,
               ReadMasterKeySource(settings.master_key, dependencies.files, settings.data_dir));
  return CheckStore(*opened.store, opened.name, keys, dependencies.random);
}

boost::json::object Json(const CheckReport& report) {
  boost::json::object kinds;
  for (const auto& [kind, count] : report.kinds) kinds[kind] = count;
  boost::json::array problems;
  for (const CheckProblem& problem : report.problems) {
    problems.push_back(boost::json::object{{"key", problem.key}, {"reason", problem.reason}});
  }
  return {{"store", report.store},
          {"ok", report.refused.empty() && report.problem_count == 0},
          {"refused", report.refused},
          {"head", report.head},
          {"logFrom", report.log_from},
          {"entries", report.entries},
          {"readable", std::move(kinds)},
          {"sealedWithAnOlderKey", report.outdated},
          {"problemCount", report.problem_count},
          {"problems", std::move(problems)}};
}

// Keys come from requests: nothing that could move a terminal.
std::string Visible(std::string_view text) {
  std::string out;
  for (const char c : text) out += static_cast<unsigned char>(c) < 0x20 || c == 0x7f ? '?' : c;
  return out;
}

void Print(const CheckReport& report, std::ostream& out) {
  out << report.store << ": " << report.entries << " entries, revision " << report.head;
  if (report.log_from <= report.head) out << ", log from " << report.log_from;
  out << "\n";
  for (const auto& [kind, count] : report.kinds) out << "  " << Visible(kind) << ": " << count << "\n";
  if (report.outdated > 0) out << "  sealed with an older master key: " << report.outdated << "\n";
  for (const CheckProblem& problem : report.problems) {
    out << "problem: " << (problem.key.empty() ? "" : Visible(problem.key) + ": ") << Visible(problem.reason) << "\n";
  }
  if (report.problem_count > report.problems.size()) {
    out << "… and " << report.problem_count - report.problems.size() << " more\n";
  }
  if (!report.refused.empty()) {
    out << "a server does not start on it: " << Visible(report.refused) << "\n";
  } else {
    out << (report.problem_count == 0 ? "all of it can be read\n" : "a server starts on it, without what is named\n");
  }
}

int ExitCode(const CheckReport& report) {
  if (!report.refused.empty()) return kRefused;
  return report.problem_count == 0 ? kWell : kProblems;
}

}  // namespace

int RunCheck(const ServeOptions& options, bool json, Dependencies dependencies) {
  const Result<CheckReport> report = Check(options, dependencies);
  if (!report.ok()) {
    if (json) {
      dependencies.out << boost::json::serialize(
                              boost::json::object{{"ok", false}, {"refused", report.error().message}})
                       << "\n";
    } else {
      dependencies.err << "rolecall serve: " << report.error().message << std::endl;
    }
    return kRefused;
  }
  if (json) {
    dependencies.out << boost::json::serialize(Json(*report)) << "\n";
  } else {
    Print(*report, dependencies.out);
  }
  return ExitCode(*report);
}

}  // namespace rolecall::server
