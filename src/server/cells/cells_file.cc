#include "server/cells/cells_file.h"

#include <algorithm>
#include <set>

#include "base/file_system.h"
#include "base/ip_address.h"
#include "base/text.h"
#include "http/origin.h"
#include "json/document.h"

namespace rolecall::server {
namespace {

using json::Node;

constexpr std::size_t kMaxDepth = 8;
constexpr std::size_t kMostCells = 65536;
constexpr std::size_t kShownBytes = 80;

Error Wrong(const std::string& why) { return {ErrorCode::kInvalidArgument, why}; }

std::string Shown(std::string_view text) { return json::Quoted(text.substr(0, kShownBytes)); }

// The members are all of `known`, each once at most.
Result<void> CheckMembers(const Node& node, std::initializer_list<std::string_view> known, const std::string& what) {
  if (!node.IsObject()) return Wrong(what + " is not an object");
  std::set<std::string_view> seen;
  for (const json::Member& member : node.members) {
    if (std::ranges::find(known, member.name) == known.end()) {
      return Wrong(what + " has a member " + Shown(member.name) + " that nobody knows");
    }
    if (!seen.insert(member.name).second) return Wrong(what + " has " + Shown(member.name) + " twice");
  }
  return {};
}

// What goes over a network goes over TLS.
bool IsThisMachine(std::string_view url) {
  const std::string host = HostOfEndpoint(url);
  return host == "localhost" || host == "127.0.0.1" || host == "::1";
}

Result<std::string> ReadEndpoint(const Node& cell, const std::string& what) {
  std::string url = cell.TextOf("endpoint");
  if (url.empty()) return Wrong(what + " has no \"endpoint\"");
  if (!http::IsOriginUrl(url)) {
    return Wrong(what + ": the endpoint " + Shown(url) + " is not https://HOST:PORT");
  }
  if (!url.starts_with("https://") && !IsThisMachine(url)) {
    return Wrong(what + ": the endpoint " + Shown(url) + " is not https: what is sent on goes over TLS");
  }
  if (url.ends_with('/')) url.pop_back();
  return url;
}

Result<void> ReadAccounts(const Node& cell, const std::string& what, CellsFile& file) {
  const Node* list = cell.Find("accounts");
  if (list == nullptr || !list->IsArray()) return Wrong(what + " has no list \"accounts\"");
  const auto place = static_cast<std::uint32_t>(file.cells.size());
  for (const Node& item : list->items) {
    const std::uint64_t number = item.IsString() ? AccountNumber(item.text) : ~std::uint64_t{0};
    if (number == ~std::uint64_t{0}) {
      return Wrong(what + ": the account " + Shown(item.text) + " is not a text of 12 digits");
    }
    const auto [other, is_new] = file.accounts.emplace(number, place);
    if (is_new) continue;
    if (other->second == place) return Wrong(what + " has the account " + item.text + " twice");
    return Wrong("the account " + item.text + " is in two cells: " + file.cells[other->second].name + " and " +
                 what.substr(std::string_view("the cell ").size()));
  }
  return {};
}

Result<void> ReadCell(const json::Member& member, const OwnCell& own, CellsFile& file) {
  if (!IsCellName(member.name)) {
    return Wrong("the cell " + Shown(member.name) + " is not called by 1 to 63 of a-z, 0-9 and -");
  }
  const std::string what = "the cell " + member.name;
  ROLECALL_RETURN_IF_ERROR(CheckMembers(member.value, {"endpoint", "ca", "accounts"}, what));
  CellEntry entry{.name = member.name, .endpoint = {}, .ca_file = {}};
  ROLECALL_TRY(entry.endpoint, ReadEndpoint(member.value, what));
  if (const Node* ca = member.value.Find("ca"); ca != nullptr) {
    if (!ca->IsString() || ca->text.empty()) return Wrong(what + ": \"ca\" is not the name of a file");
    if (!entry.endpoint.starts_with("https://")) return Wrong(what + ": \"ca\" is for https");
    entry.ca_file = JoinPath(own.directory, ca->text);
  }
  ROLECALL_RETURN_IF_ERROR(ReadAccounts(member.value, what, file));
  file.cells.push_back(std::move(entry));
  return {};
}

// No two cells of one name, nor at one place.
Result<void> CheckApart(const CellsFile& file) {
  std::set<std::string_view> names, endpoints;
  for (const CellEntry& cell : file.cells) {
    if (!names.insert(cell.name).second) return Wrong("the cell " + cell.name + " is there twice");
    if (!endpoints.insert(cell.endpoint).second) {
      return Wrong("two cells are at " + cell.endpoint + ": a plane is of one cell");
    }
  }
  return {};
}

}  // namespace

bool IsCellName(std::string_view name) {
  const auto good = [](char c) { return IsAsciiLower(c) || IsAsciiDigit(c) || c == '-'; };
  return !name.empty() && name.size() <= 63 && name.front() != '-' && name.back() != '-' &&
         std::ranges::all_of(name, good);
}

std::string HostOfEndpoint(std::string_view endpoint) {
  const std::size_t scheme = endpoint.find("://");
  if (scheme != endpoint.npos) endpoint.remove_prefix(scheme + 3);
  const bool has_brackets = endpoint.starts_with('[');
  if (has_brackets) endpoint.remove_prefix(1);
  const std::string host = LowerAscii(endpoint.substr(0, endpoint.find_first_of(has_brackets ? "]" : ":/")));
  const std::optional<IpAddress> address = ParseIpAddress(host);
  return address ? address->Text() : host;
}

std::uint64_t AccountNumber(std::string_view account) {
  if (account.size() != 12 || !std::ranges::all_of(account, IsAsciiDigit)) return ~std::uint64_t{0};
  return ParseInt<std::uint64_t>(account).value_or(~std::uint64_t{0});
}

Result<CellsFile> ParseCells(std::string_view text, const OwnCell& own) {
  const json::ParseResult parsed = json::Parse(text, {.max_bytes = kMaxCellsFileBytes, .max_depth = kMaxDepth});
  if (!parsed.error.empty()) {
    const json::LineColumn at = json::Locate(text, std::min(parsed.error_offset, text.size()));
    return Wrong("line " + std::to_string(at.line) + ", column " + std::to_string(at.column) + ": " + parsed.error);
  }
  ROLECALL_RETURN_IF_ERROR(CheckMembers(parsed.root, {"cells"}, "the file"));
  const Node* cells = parsed.root.Find("cells");
  if (cells == nullptr || !cells->IsObject()) return Wrong("the file has no object \"cells\"");
  if (cells->members.size() > kMostCells) return Wrong("there are more than 65536 cells");
  CellsFile file;
  for (const json::Member& member : cells->members) ROLECALL_RETURN_IF_ERROR(ReadCell(member, own, file));
  ROLECALL_RETURN_IF_ERROR(CheckApart(file));
  const auto found = std::ranges::find(file.cells, own.name, &CellEntry::name);
  if (found == file.cells.end()) return Wrong("there is no cell " + Shown(own.name) + ", which --cell names");
  file.own = static_cast<std::size_t>(found - file.cells.begin());
  const auto account = file.accounts.find(AccountNumber(own.account));
  if (account == file.accounts.end() || account->second != file.own) {
    return Wrong("the cell " + found->name + " has not the account " + std::string(own.account) +
                 ", which is this plane's own (--account-id)");
  }
  return file;
}

}  // namespace rolecall::server
