#include "services/s3/object/byte_range.h"

#include <algorithm>

#include "base/text.h"
#include "services/s3/object/errors.h"

namespace rolecall::services::s3::object {
namespace {

constexpr std::string_view kUnit = "bytes=";
constexpr std::string_view kCopyRangeHeader = "x-amz-copy-source-range";

}  // namespace

std::string ByteRange::ContentRange(std::uint64_t object_size) const {
  return "bytes " + std::to_string(first) + "-" + std::to_string(last) + "/" + std::to_string(object_size);
}

Checked<std::optional<ByteRange>> ReadRange(std::string_view header, std::uint64_t object_size) {
  using Range = std::optional<ByteRange>;
  if (!header.starts_with(kUnit)) return Range();
  const std::string_view text = header.substr(kUnit.size());
  const std::size_t dash = text.find('-');
  if (dash == std::string_view::npos || text.find(',') != std::string_view::npos) return Range();
  const auto first = ParseInt<std::uint64_t>(text.substr(0, dash));
  const auto last = ParseInt<std::uint64_t>(text.substr(dash + 1));
  if ((!first && dash > 0) || (!last && dash + 1 < text.size()) || (!first && !last)) return Range();
  if (first && last && *last < *first) return Range();
  const bool behind_end = first ? *first >= object_size : *last == 0 || object_size == 0;
  if (behind_end) {
    return aws::ErrorShape{
        416,
        "InvalidRange",
        "The requested range is not satisfiable",
        {{"RangeRequested", std::string(header)}, {"ActualObjectSize", std::to_string(object_size)}}};
  }
  if (!first) return Range({object_size - std::min(object_size, *last), object_size - 1});
  return Range({*first, last ? std::min(*last, object_size - 1) : object_size - 1});
}

Checked<ByteRange> ReadCopyRange(std::string_view header, std::uint64_t source_size) {
  const std::string_view text = header.starts_with(kUnit) ? header.substr(kUnit.size()) : "";
  const std::size_t dash = text.find('-');
  const auto first = ParseInt<std::uint64_t>(text.substr(0, dash));
  const auto last = ParseInt<std::uint64_t>(dash == std::string_view::npos ? "" : text.substr(dash + 1));
  if (!first || !last || *last < *first) {
    return InvalidArgument(
        "The x-amz-copy-source-range value must be of the form bytes=first-last where first and last are the "
        "zero-based offsets of the first and last bytes to copy",
        kCopyRangeHeader, header);
  }
  if (*last >= source_size) {
    return InvalidArgument("Range specified is not valid for source object of size: " + std::to_string(source_size),
                           kCopyRangeHeader, header);
  }
  return ByteRange{*first, *last};
}

}  // namespace rolecall::services::s3::object
