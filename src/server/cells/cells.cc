#include "server/cells/cells.h"

#include <algorithm>
#include <atomic>
#include <map>
#include <optional>
#include <set>
#include <span>
#include <vector>

#include "base/text.h"
#include "http/origin.h"
#include "server/cells/cells_file.h"
#include "server/cells/hop.h"
#include "server/cells/request_account.h"

namespace rolecall::server {
namespace {

// Under way to one cell. Its own plane answers thousands a second: as many wait only if it is slow. Bodies that come
// while they are sent, from whoever says that it is somebody, are bounded by themselves. (LaneSlots() has four times
// as many of each.)
constexpr int kMostUnderWay = 64, kMostStreams = 16;
// Where cells that are slow together have three times as many, each gets an eighth: others find room then.
constexpr int kCrowd = 3, kShareInCrowd = 8;
constexpr std::chrono::milliseconds kConnectTimeout{3000};

http::OriginOptions OriginOf(const CellEntry& entry, const CellsSetting& setting, std::chrono::milliseconds timeout) {
  const bool is_tls = entry.endpoint.starts_with("https://");
  return {.url = entry.endpoint,
          .connect_timeout = kConnectTimeout,
          .timeout = timeout,
          .max_idle = kMostUnderWay,
          .ca_file = entry.ca_file,
          .client_cert_file = is_tls ? setting.cert_file : "",
          .client_key_file = is_tls ? setting.key_file : ""};
}

Result<CellsFile> ReadFile(const CellsSetting& setting, const std::string& account, const FileSystem& files) {
  ROLECALL_TRY(const std::string text, files.Read(setting.file, kMaxCellsFileBytes));
  Result<CellsFile> parsed =
      ParseCells(text, {.name = setting.name, .account = account, .directory = DirectoryName(setting.file)});
  if (!parsed.ok()) return Error{parsed.error().code, setting.file + ": " + parsed.error().message};
  // Each CA once, and the plane's own certificate: origins are made when they are needed.
  std::set<std::string> tried;
  for (const CellEntry& entry : parsed->cells) {
    if (!entry.endpoint.starts_with("https://") || !tried.insert(entry.ca_file).second) continue;
    const auto made = http::Origin::Make(OriginOf(entry, setting, {}));
    if (!made.ok()) return Error{made.error().code, "the cell " + entry.name + ": " + made.error().message};
  }
  return parsed;
}

// A request's body, and whether it was the client that ended it too soon.
class WatchedBody final : public http::BodySource {
 public:
  explicit WatchedBody(http::BodySource& source) : source_(source) {}
  Result<std::size_t> Read(std::span<char> out) override {
    Result<std::size_t> count = source_.Read(out);
    has_failed_ = has_failed_ || !count.ok();
    return count;
  }
  bool has_failed() const { return has_failed_; }

 private:
  http::BodySource& source_;
  bool has_failed_ = false;
};

using Count = std::shared_ptr<std::atomic<int>>;

// One of few of a cell, and of all cells together.
class UnderWay {
 public:
  UnderWay(Count of_cell, Count of_all, int most) : of_cell_(std::move(of_cell)), of_all_(std::move(of_all)) {
    const int before = of_cell_->fetch_add(1), all_before = of_all_->fetch_add(1);
    is_one_ = before < (all_before < kCrowd * most ? most : most / kShareInCrowd);
  }
  ~UnderWay() {
    of_cell_->fetch_sub(1);
    of_all_->fetch_sub(1);
  }
  UnderWay(const UnderWay&) = delete;
  UnderWay& operator=(const UnderWay&) = delete;
  bool is_one() const { return is_one_; }

 private:
  const Count of_cell_, of_all_;
  bool is_one_ = false;
};

// An answer that comes while it is read is under way until its end: it takes a thread as one that is waited for.
class CountedAnswer final : public http::BodySource {
 public:
  CountedAnswer(std::shared_ptr<http::BodySource> source, std::unique_ptr<UnderWay> under_way)
      : under_way_(std::move(under_way)), source_(std::move(source)) {}
  Result<std::size_t> Read(std::span<char> out) override {
    Result<std::size_t> count = source_->Read(out);
    if (!count.ok() || *count == 0) under_way_ = nullptr;
    return count;
  }

 private:
  std::unique_ptr<UnderWay> under_way_;  // null at the end
  const std::shared_ptr<http::BodySource> source_;
};

}  // namespace

class Cell {
 public:
  Cell(CellEntry entry, http::OriginOptions options)
      : name_(std::move(entry.name)), host_(HostOfEndpoint(entry.endpoint)), options_(std::move(options)) {}

  const std::string& name() const { return name_; }
  const std::string& host() const { return host_; }
  const Count& under_way(bool streams) const { return streams ? streams_ : under_way_; }
  std::atomic<bool>& is_away() const { return is_away_; }

  // Made at the first request: of thousands of cells a plane may send to few.
  Result<http::Origin*> origin() const {
    std::lock_guard lock(mutex_);
    if (origin_ == nullptr) {
      ROLECALL_TRY(origin_, http::Origin::Make(options_));
    }
    return origin_.get();
  }

 private:
  const std::string name_, host_;
  const http::OriginOptions options_;
  const Count under_way_ = std::make_shared<std::atomic<int>>(0), streams_ = std::make_shared<std::atomic<int>>(0);
  mutable std::atomic<bool> is_away_{false};  // as the last request found it
  mutable std::mutex mutex_;                  // of origin_
  mutable std::unique_ptr<http::Origin> origin_;
};

struct Cells::Table {
  std::vector<std::shared_ptr<const Cell>> cells;
  std::size_t own = 0;
  std::map<std::string, std::size_t, std::less<>> names;
  std::unordered_map<std::uint64_t, std::uint32_t> accounts;

  // Null: this plane's own, or none.
  std::shared_ptr<const Cell> Named(std::string_view name) const {
    const auto found = names.find(name);
    return found == names.end() || found->second == own ? nullptr : cells[found->second];
  }
  // Null: this plane's own, or nobody's.
  std::shared_ptr<const Cell> Other(std::string_view account) const {
    const auto found = accounts.find(AccountNumber(account));
    if (found == accounts.end() || found->second == own) return nullptr;
    return cells[found->second];
  }
};

Cells::~Cells() = default;

Result<std::unique_ptr<Cells>> Cells::Open(Parts parts) {
  std::unique_ptr<Cells> cells(new Cells(std::move(parts)));
  ROLECALL_RETURN_IF_ERROR(cells->Reload());
  return cells;
}

Result<std::shared_ptr<const Cells::Table>> Cells::Read() const {
  ROLECALL_TRY(CellsFile file, ReadFile(parts_.setting, parts_.account, parts_.files));
  const auto table = std::make_shared<Table>();
  table->own = file.own;
  table->accounts = std::move(file.accounts);
  for (CellEntry& entry : file.cells) {
    http::OriginOptions options = OriginOf(entry, parts_.setting, parts_.timeout);
    table->names.emplace(entry.name, table->cells.size());
    table->cells.push_back(std::make_shared<Cell>(std::move(entry), std::move(options)));
  }
  return std::shared_ptr<const Table>(table);
}

Result<void> Cells::Reload() {
  ROLECALL_TRY(std::shared_ptr<const Table> made, Read());
  std::lock_guard lock(mutex_);
  table_.swap(made);
  return {};
}

std::shared_ptr<const Cells::Table> Cells::table() const {
  std::lock_guard lock(mutex_);
  return table_;
}

std::shared_ptr<const Cell> Cells::Find(const http::Request& request) const {
  if (server::IsSentOn(request)) return nullptr;
  const std::optional<std::string> account = AccountOfRequest(request);
  return account ? table()->Other(*account) : nullptr;
}

std::string Cells::CellOf(std::string_view account) const {
  const std::shared_ptr<const Cell> cell = table()->Other(account);
  return cell == nullptr ? "" : cell->name();
}

Result<http::Response> Cells::Send(const Cell& cell, const http::Request& request) {
  const bool streams = request.incoming != nullptr;
  auto under_way = std::make_unique<UnderWay>(cell.under_way(streams), streams ? all_streams_ : all_under_way_,
                                              streams ? kMostStreams : kMostUnderWay);
  if (!under_way->is_one()) {
    parts_.metrics.Count("rolecall_cells_failures_total", "cell", cell.name());
    return Error{ErrorCode::kResourceExhausted, "too many requests are under way to it"};
  }
  const Result<http::Origin*> made = cell.origin();
  if (!made.ok()) {
    NoteOutcome(cell, made.error());
    return made.error();
  }
  http::Origin* const origin = *made;
  http::Headers headers = OutgoingHeaders(request, name());
  if (headers.Find("Host") == nullptr) headers.Set("Host", origin->authority());
  http::OriginRequest outgoing{
      .method = request.method, .target = request.target, .headers = &headers, .body = request.body};
  std::optional<WatchedBody> body;
  if (streams) {
    outgoing.source = &body.emplace(*request.incoming);
    outgoing.source_bytes = ParseInt<std::uint64_t>(request.headers.Get("Content-Length"));
  }
  Result<http::Response> answer = origin->Send(outgoing);
  if (body && body->has_failed()) return answer;  // nobody is there to hear why
  NoteOutcome(cell, answer);
  if (!answer.ok()) return answer;
  answer->headers = IncomingHeaders(answer->headers);
  if (answer->source != nullptr) {
    answer->source = std::make_shared<CountedAnswer>(std::move(answer->source), std::move(under_way));
  }
  return answer;
}

void Cells::NoteOutcome(const Cell& cell, const Result<http::Response>& answer) {
  parts_.metrics.Count("rolecall_cells_sent_total", "cell", cell.name());
  if (!answer.ok()) parts_.metrics.Count("rolecall_cells_failures_total", "cell", cell.name());
  if (cell.is_away().exchange(!answer.ok()) == !answer.ok()) return;
  parts_.warn("the cell " + cell.name() +
              (answer.ok() ? " answers again" : " does not answer: " + answer.error().message));
}

void Cells::TakeHop(http::Request& request) const {
  if (!server::IsSentOn(request)) return;
  const std::shared_ptr<const Cell> sender =
      request.client_names == nullptr ? nullptr : table()->Named(SentBy(request));
  server::TakeHop(request, sender != nullptr && std::ranges::count(*request.client_names, sender->host()) > 0);
}

Result<void> CheckCells(const CellsSetting& setting, const std::string& account, const FileSystem& files) {
  ROLECALL_RETURN_IF_ERROR(ReadFile(setting, account, files));
  return {};
}

}  // namespace rolecall::server
