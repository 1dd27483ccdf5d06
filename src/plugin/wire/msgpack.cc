#include "plugin/wire/msgpack.h"

#include <bit>
#include <limits>

namespace rolecall::plugin {
namespace {

Error CutOff() { return {ErrorCode::kInvalidArgument, ": the MessagePack is cut off or not well-formed"}; }

}  // namespace

void MsgpackWriter::BigEndian(std::uint64_t number, int bytes) {
  for (int shift = (bytes - 1) * 8; shift >= 0; shift -= 8) out_.push_back(static_cast<char>(number >> shift));
}

void MsgpackWriter::Int(std::int64_t number) {
  if (number >= -32 && number <= 127) return BigEndian(static_cast<std::uint64_t>(number), 1);
  const bool negative = number < 0;
  const auto fits = [&](std::int64_t low, std::int64_t high) { return number >= low && number <= high; };
  if (negative ? fits(-0x80, -1) : fits(0, 0xff)) {
    out_.push_back(negative ? '\xd0' : '\xcc');
    BigEndian(static_cast<std::uint64_t>(number), 1);
  } else if (negative ? fits(-0x8000, -1) : fits(0, 0xffff)) {
    out_.push_back(negative ? '\xd1' : '\xcd');
    BigEndian(static_cast<std::uint64_t>(number), 2);
  } else if (negative ? fits(-0x80000000LL, -1) : fits(0, 0xffffffffLL)) {
    out_.push_back(negative ? '\xd2' : '\xce');
    BigEndian(static_cast<std::uint64_t>(number), 4);
  } else {
    out_.push_back(negative ? '\xd3' : '\xcf');
    BigEndian(static_cast<std::uint64_t>(number), 8);
  }
}

void MsgpackWriter::Float(double number) {
  out_.push_back('\xcb');
  BigEndian(std::bit_cast<std::uint64_t>(number), 8);
}

void MsgpackWriter::String(std::string_view text) {
  if (text.size() < 32) {
    out_.push_back(static_cast<char>(0xa0 | text.size()));
  } else if (text.size() <= 0xff) {
    out_.push_back('\xd9');
    BigEndian(text.size(), 1);
  } else if (text.size() <= 0xffff) {
    out_.push_back('\xda');
    BigEndian(text.size(), 2);
  } else {
    out_.push_back('\xdb');
    BigEndian(text.size(), 4);
  }
  out_.append(text);
}

void MsgpackWriter::Binary(std::string_view bytes) {
  const int width = bytes.size() <= 0xff ? 1 : bytes.size() <= 0xffff ? 2 : 4;
  out_.push_back(width == 1 ? '\xc4' : width == 2 ? '\xc5' : '\xc6');
  BigEndian(bytes.size(), width);
  out_.append(bytes);
}

void MsgpackWriter::Container(std::size_t size, unsigned char fixed, unsigned char of_16_bits) {
  if (size < 16) {
    out_.push_back(static_cast<char>(fixed | size));
  } else if (size <= 0xffff) {
    out_.push_back(static_cast<char>(of_16_bits));
    BigEndian(size, 2);
  } else {
    out_.push_back(static_cast<char>(of_16_bits + 1));
    BigEndian(size, 4);
  }
}

void MsgpackWriter::Extension(std::int8_t code, std::string_view payload) {
  if (payload.size() == 1) {
    out_.push_back('\xd4');
  } else {
    const int width = payload.size() <= 0xff ? 1 : payload.size() <= 0xffff ? 2 : 4;
    out_.push_back(width == 1 ? '\xc7' : width == 2 ? '\xc8' : '\xc9');
    BigEndian(payload.size(), width);
  }
  out_.push_back(static_cast<char>(code));
  out_.append(payload);
}

Result<std::uint64_t> MsgpackReader::Number(int bytes) {
  if (rest_.size() < static_cast<std::size_t>(bytes)) return CutOff();
  std::uint64_t number = 0;
  for (int i = 0; i < bytes; ++i) number = number << 8 | static_cast<unsigned char>(rest_[i]);
  rest_.remove_prefix(bytes);
  return number;
}

Result<MsgpackItem> MsgpackReader::Text(MsgpackItem::Kind kind, std::uint64_t size) {
  if (size > rest_.size()) return CutOff();
  MsgpackItem item{.kind = kind, .bytes = rest_.substr(0, size)};
  rest_.remove_prefix(size);
  return item;
}

// Each element has a byte at least.
Result<MsgpackItem> MsgpackReader::Many(MsgpackItem::Kind kind, std::uint64_t size) const {
  if (size > rest_.size()) return CutOff();
  return MsgpackItem{.kind = kind, .size = size};
}

Result<MsgpackItem> MsgpackReader::Ext(std::uint64_t size) {
  ROLECALL_TRY(const std::uint64_t code, Number(1));
  ROLECALL_TRY(MsgpackItem item, Text(MsgpackItem::Kind::kExtension, size));
  // One signed byte.
  item.extension = static_cast<int>(code) - (code < 0x80 ? 0 : 0x100);
  return item;
}

Result<MsgpackItem> MsgpackReader::Sized(MsgpackItem::Kind kind, int length_bytes) {
  ROLECALL_TRY(const std::uint64_t size, Number(length_bytes));
  if (kind == MsgpackItem::Kind::kExtension) return Ext(size);
  if (kind == MsgpackItem::Kind::kArray || kind == MsgpackItem::Kind::kMap) return Many(kind, size);
  return Text(kind, size);
}

Result<MsgpackItem> MsgpackReader::Scalar(unsigned char head) {
  using Kind = MsgpackItem::Kind;
  if (head == 0xca || head == 0xcb) {
    ROLECALL_TRY(const std::uint64_t bits, Number(head == 0xca ? 4 : 8));
    const double real =
        head == 0xca ? std::bit_cast<float>(static_cast<std::uint32_t>(bits)) : std::bit_cast<double>(bits);
    return MsgpackItem{.kind = Kind::kFloat, .real = real};
  }
  const bool is_signed = head >= 0xd0;
  const int bytes = 1 << ((head - (is_signed ? 0xd0 : 0xcc)) & 3);
  ROLECALL_TRY(const std::uint64_t bits, Number(bytes));
  if (is_signed) {
    const int shift = 64 - 8 * bytes;
    return MsgpackItem{.kind = Kind::kInt, .integer = static_cast<std::int64_t>(bits << shift) >> shift};
  }
  if (bits > static_cast<std::uint64_t>(std::numeric_limits<std::int64_t>::max())) {
    return MsgpackItem{.kind = Kind::kUnsigned, .unsigned_integer = bits};
  }
  return MsgpackItem{.kind = Kind::kInt, .integer = static_cast<std::int64_t>(bits)};
}

Result<MsgpackItem> MsgpackReader::Next() {
  using Kind = MsgpackItem::Kind;
  ROLECALL_TRY(const std::uint64_t first, Number(1));
  const auto head = static_cast<unsigned char>(first);
  if (head < 0x80) return MsgpackItem{.kind = Kind::kInt, .integer = head};
  if (head < 0x90) return Many(Kind::kMap, head & 0x0f);
  if (head < 0xa0) return Many(Kind::kArray, head & 0x0f);
  if (head < 0xc0) return Text(Kind::kString, head & 0x1f);
  if (head >= 0xe0) return MsgpackItem{.kind = Kind::kInt, .integer = static_cast<std::int8_t>(head)};
  if (head >= 0xd4 && head <= 0xd8) return Ext(std::uint64_t{1} << (head - 0xd4));
  if (head >= 0xca && head <= 0xd3) return Scalar(head);
  switch (head) {
    case 0xc0: return MsgpackItem{};
    case 0xc2:
    case 0xc3: return MsgpackItem{.kind = Kind::kBool, .flag = head == 0xc3};
    case 0xc4:
    case 0xc5:
    case 0xc6: return Sized(Kind::kBinary, 1 << (head - 0xc4));
    case 0xc7:
    case 0xc8:
    case 0xc9: return Sized(Kind::kExtension, 1 << (head - 0xc7));
    case 0xd9:
    case 0xda:
    case 0xdb: return Sized(Kind::kString, 1 << (head - 0xd9));
    case 0xdc:
    case 0xdd: return Sized(Kind::kArray, head == 0xdc ? 2 : 4);
    case 0xde:
    case 0xdf: return Sized(Kind::kMap, head == 0xde ? 2 : 4);
    default: return CutOff();  // 0xc1, which is never used
  }
}

}  // namespace rolecall::plugin
