// PostgreSQL's binary forms of parameters: numbers with the highest byte first; an array is its dimensions (1), whether
// it has nulls (0), the type of its elements, their number, the first index (1), and each with its length before it.
#include "store/postgresql/connection.h"

namespace rolecall::store {
namespace {

void AppendInt4(std::string& out, std::uint32_t number) {
  for (int shift = 24; shift >= 0; shift -= 8) out += static_cast<char>(number >> shift & 0xff);
}

void BeginArray(std::string& out, PgType element, std::size_t count) {
  AppendInt4(out, 1);
  AppendInt4(out, 0);
  AppendInt4(out, static_cast<std::uint32_t>(element));
  AppendInt4(out, static_cast<std::uint32_t>(count));
  AppendInt4(out, 1);
}

}  // namespace

std::string Int8(std::int64_t number) {
  std::string out;
  for (int shift = 56; shift >= 0; shift -= 8) {
    out += static_cast<char>(static_cast<std::uint64_t>(number) >> shift & 0xff);
  }
  return out;
}

std::string ByteaArray(const std::vector<std::string_view>& values) {
  std::string out;
  BeginArray(out, PgType::kBytea, values.size());
  for (const std::string_view value : values) {
    AppendInt4(out, static_cast<std::uint32_t>(value.size()));
    out += value;
  }
  return out;
}

std::string Int8Array(const std::vector<std::int64_t>& values) {
  std::string out;
  BeginArray(out, PgType::kInt8, values.size());
  for (const std::int64_t value : values) {
    AppendInt4(out, 8);
    out += Int8(value);
  }
  return out;
}

}  // namespace rolecall::store
