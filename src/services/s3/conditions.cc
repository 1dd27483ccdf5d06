#include "services/s3/conditions.h"

#include "aws/wire/http_date.h"
#include "base/text.h"
#include "services/s3/operations.h"

namespace rolecall::services::s3 {
namespace {

// Whether one of the comma-separated entity tags is this one.
bool MatchesTag(std::string_view list, const std::string& etag) {
  while (!list.empty()) {
    const std::size_t comma = list.find(',');
    std::string_view tag = list.substr(0, comma);
    while (tag.starts_with(' ')) tag.remove_prefix(1);
    while (tag.ends_with(' ')) tag.remove_suffix(1);
    if (tag.starts_with("W/")) tag.remove_prefix(2);
    if (tag == "*" || tag == etag || tag == "\"" + etag + "\"") return true;
    list = comma == std::string_view::npos ? std::string_view() : list.substr(comma + 1);
  }
  return false;
}

struct ByteRange {
  std::size_t first = 0, last = 0;
};

// Nothing: not a single satisfiable-looking range. `unsatisfiable` is set when it lies behind the end.
std::optional<ByteRange> ParseRange(std::string_view text, std::size_t size, bool& unsatisfiable) {
  if (!text.starts_with("bytes=")) return std::nullopt;
  text.remove_prefix(6);
  const std::size_t dash = text.find('-');
  if (dash == std::string_view::npos || text.find(',') != std::string_view::npos) return std::nullopt;
  const std::optional<std::size_t> first = ParseInt<std::size_t>(text.substr(0, dash));
  const std::optional<std::size_t> last = ParseInt<std::size_t>(text.substr(dash + 1));
  if (!first && !last) return std::nullopt;
  if (!first) {  // the last N bytes
    unsatisfiable = *last == 0 || size == 0;
    return ByteRange{size - std::min(size, *last), size == 0 ? 0 : size - 1};
  }
  if (last && *last < *first) return std::nullopt;
  unsatisfiable = *first >= size;
  return ByteRange{*first, last ? std::min(*last, size - 1) : size - 1};
}

}  // namespace

std::optional<aws::ErrorShape> CheckWriteConditions(const http::Headers& headers,
                                                    const std::optional<ObjectVersion>& current,
                                                    const std::string& key) {
  const bool exists = current && !current->delete_marker;
  if (const std::string* none = headers.Find("If-None-Match")) {
    if (*none != "*") {
      return aws::ErrorShape{501,
                             "NotImplemented",
                             "A header you provided implies functionality that is not implemented",
                             {{"Header", "If-None-Match"}}};
    }
    if (exists) return PreconditionFailed("If-None-Match");
  }
  if (const std::string* match = headers.Find("If-Match")) {
    if (!exists) return NoSuchKey(key);
    if (!MatchesTag(*match, current->etag)) return PreconditionFailed("If-Match");
  }
  return std::nullopt;
}

std::optional<int> CheckReadConditions(const http::Headers& headers, const ObjectVersion& object) {
  const auto second = std::chrono::floor<std::chrono::seconds>(object.modified);
  const std::string* match = headers.Find("If-Match");
  if (match != nullptr && !MatchesTag(*match, object.etag)) return 412;
  if (const std::string* none = headers.Find("If-None-Match")) {
    if (MatchesTag(*none, object.etag)) return 304;
  } else if (const std::string* since = headers.Find("If-Modified-Since")) {
    const std::optional<Time> time = aws::ParseHttpDate(*since);
    if (time && second <= *time) return 304;
  }
  if (const std::string* since = headers.Find("If-Unmodified-Since"); since != nullptr && match == nullptr) {
    const std::optional<Time> time = aws::ParseHttpDate(*since);
    if (time && second > *time) return 412;
  }
  return std::nullopt;
}

std::optional<aws::ErrorShape> ApplyRange(const http::Headers& headers, std::string& body, http::Response& answer) {
  bool unsatisfiable = false;
  const std::size_t size = body.size();
  const std::optional<ByteRange> range = ParseRange(headers.Get("Range"), size, unsatisfiable);
  if (range && unsatisfiable) {
    return aws::ErrorShape{
        416,
        "InvalidRange",
        "The requested range is not satisfiable",
        {{"RangeRequested", std::string(headers.Get("Range"))}, {"ActualObjectSize", std::to_string(size)}}};
  }
  answer.body = std::move(body);
  if (!range) return std::nullopt;
  answer.status = 206;
  answer.body = answer.body.substr(range->first, range->last - range->first + 1);
  answer.headers.Set("Content-Range", "bytes " + std::to_string(range->first) + "-" + std::to_string(range->last) +
                                          "/" + std::to_string(size));
  return std::nullopt;
}

}  // namespace rolecall::services::s3
