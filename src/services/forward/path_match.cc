#include "services/forward/path_match.h"

#include <algorithm>
#include <optional>
#include <tuple>

#include "base/encoding.h"
#include "base/text.h"
#include "base/utf8.h"

namespace rolecall::services::forward {
namespace {

using Segments = std::vector<std::string>;

aws::ErrorShape UnknownPath(const std::string& why) {
  return {400, "InvalidAction", "The action of this request cannot be told, so it cannot be authorized: " + why};
}

// Encoded segments of a path. `keeps_empty`: of S3, whose keys may have empty ones.
Segments SegmentsOf(std::string_view path) {
  Segments segments;
  if (path.starts_with('/')) path.remove_prefix(1);
  for (std::string_view segment : Split(path, '/')) segments.emplace_back(segment);
  if (!segments.empty() && segments.back().empty()) segments.pop_back();
  return segments;
}

std::optional<Segments> Decoded(const Segments& segments) {
  Segments decoded;
  for (const std::string& segment : segments) {
    std::optional<std::string> text = PercentDecode(segment, false);
    if (!text || !IsCleanUtf8(*text)) return std::nullopt;
    decoded.push_back(*std::move(text));
  }
  return decoded;
}

bool IsDots(std::string_view segment) { return segment == "." || segment == ".."; }

bool Fits(const PathOperation& operation, const Segments& segments) {
  const std::vector<PathPart>& path = operation.path;
  for (std::size_t i = 0; i < path.size(); ++i) {
    if (path[i].is_greedy && i + 1 == path.size()) return segments.size() > i;
    if (i >= segments.size() || segments[i].empty()) return false;
    if (path[i].is_greedy) return false;  // nothing of AWS has text behind a greedy label but where it is the last
    if (!path[i].is_label && path[i].text != segments[i]) return false;
  }
  return segments.size() == path.size();
}

bool HasQuery(const http::QueryParameters& query, const QueryPart& part) {
  return std::ranges::any_of(query, [&](const auto& one) {
    return one.first == part.name && (part.value.empty() || one.second == part.value);
  });
}

bool MeetsConditions(const PathOperation& operation, const http::Request& request, const http::QueryParameters& query) {
  return std::ranges::all_of(operation.query, [&](const QueryPart& part) { return HasQuery(query, part); }) &&
         std::ranges::all_of(operation.headers,
                             [&](std::string_view name) { return request.headers.Find(name) != nullptr; });
}

// How literal a template is: text before labels, from the left; then what it asks of query and header.
auto Rank(const PathOperation& operation) {
  std::string literal;
  for (const PathPart& part : operation.path) literal += part.is_greedy ? '0' : part.is_label ? '1' : '2';
  return std::tuple(literal, operation.query.size() + operation.headers.size());
}

struct Candidate {
  const Api* api = nullptr;
  const PathOperation* operation = nullptr;
};

// Those that the request meets, the most literal first.
std::vector<Candidate> Candidates(const std::vector<const Api*>& apis, const http::Request& request,
                                  const http::QueryParameters& query, const Segments& segments) {
  std::vector<Candidate> found;
  for (const Api* api : apis) {
    for (const PathOperation& operation : api->paths) {
      if (operation.method != request.method || !Fits(operation, segments)) continue;
      if (MeetsConditions(operation, request, query)) found.push_back({api, &operation});
    }
  }
  std::ranges::stable_sort(found, std::greater<>(), [](const Candidate& one) { return Rank(*one.operation); });
  return found;
}

// Whether all that `small` asks of the query `large` asks too.
bool Includes(const PathOperation& large, const PathOperation& small) {
  return std::ranges::all_of(small.query, [&](const QueryPart& part) {
    return std::ranges::any_of(large.query, [&](const QueryPart& other) { return other.name == part.name; });
  });
}

// "?acl&policy": two operations at once, of which only the reader knows which it takes.
bool IsAmbiguous(const std::vector<Candidate>& found) {
  const PathOperation& best = *found.front().operation;
  return std::ranges::any_of(found, [&](const Candidate& other) {
    return std::get<0>(Rank(*other.operation)) == std::get<0>(Rank(best)) && !Includes(best, *other.operation);
  });
}

void AddLabels(const PathOperation& operation, const Segments& decoded, PathMatch& match) {
  for (std::size_t i = 0; i < operation.path.size(); ++i) {
    const PathPart& part = operation.path[i];
    if (!part.is_label) continue;
    std::string value = decoded[i];
    for (std::size_t more = i + 1; part.is_greedy && more < decoded.size(); ++more) value += "/" + decoded[more];
    match.labels.emplace_back(part.text, std::move(value));
  }
}

std::string_view FirstName(const std::vector<Candidate>& found) {
  return found.empty() ? std::string_view() : found.front().operation->name;
}

// Of S3 a key's last slash is part of it, and keys have what paths must not.
Checked<Segments> ReadSegments(const http::Request& request, bool is_s3, std::string_view host_bucket) {
  Segments segments = SegmentsOf(request.path());
  if (!host_bucket.empty()) segments.insert(segments.begin(), std::string(host_bucket));
  if (is_s3 && segments.size() > 1 && request.path().ends_with('/')) segments.emplace_back();
  const std::optional<Segments> decoded = Decoded(segments);
  if (!decoded) return UnknownPath("the path is not valid UTF-8.");
  const bool may_be_empty = is_s3;
  for (std::size_t i = 0; i < decoded->size(); ++i) {
    // Also where a decoder would make segments of it.
    for (std::string_view piece : Split((*decoded)[i], '/')) {
      if (IsDots(piece)) return UnknownPath("the path has . or .. segments.");
    }
    if ((*decoded)[i].empty() && !(may_be_empty && i > 0)) return UnknownPath("the path has empty segments.");
  }
  return segments;
}

}  // namespace

Checked<PathMatch> MatchPath(const std::vector<const Api*>& apis, const http::Request& request,
                             const http::QueryParameters& query, std::string_view host_bucket) {
  const bool is_s3 = apis.front()->Speaks(aws::Protocol::kS3);
  ROLECALL_TRY(const Segments segments, ReadSegments(request, is_s3, host_bucket));
  const std::vector<Candidate> found = Candidates(apis, request, query, segments);
  if (found.empty()) return UnknownPath("there is no operation of that method and path.");
  if (IsAmbiguous(found)) return UnknownPath("the query string names several operations.");
  const Segments decoded = *Decoded(segments);
  // Servers that decode before they split see other segments.
  if (std::string joined = Join(decoded, "/"); joined != Join(segments, "/")) {
    const std::string_view otherwise = FirstName(Candidates(apis, request, query, SegmentsOf("/" + joined)));
    if (!otherwise.empty() && otherwise != found.front().operation->name) {
      return UnknownPath("the path reads as another operation once it is decoded.");
    }
  }
  PathMatch match{found.front().api, found.front().operation, {}};
  AddLabels(*match.operation, decoded, match);
  return match;
}

}  // namespace rolecall::services::forward
