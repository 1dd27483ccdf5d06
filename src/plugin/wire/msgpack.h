// MessagePack, as much as values need: a writer of single items, and a reader that takes them one by one.
//
//   MsgpackWriter writer;
//   writer.Array(2);
//   writer.String("a");
//   writer.Nil();
//   MsgpackReader reader(writer.Take());
//   ROLECALL_TRY(MsgpackItem item, reader.Next());   // kArray, 2
//
// Written here because Debian's two libraries do not do: the C++ one needs another Boost than ours, the C one stops at
// 32 levels, which schemas of real providers pass. The reader copies no text and trusts nothing: every length is held
// against what is left. Nesting is for the caller, who goes by a type. One thread at a time.
#ifndef ROLECALL_PLUGIN_WIRE_MSGPACK_H_
#define ROLECALL_PLUGIN_WIRE_MSGPACK_H_

#include <cstdint>
#include <string>
#include <string_view>

#include "base/result.h"

namespace rolecall::plugin {

class MsgpackWriter {
 public:
  void Nil() { out_.push_back('\xc0'); }
  void Bool(bool flag) { out_.push_back(flag ? '\xc3' : '\xc2'); }
  void Int(std::int64_t number);
  void Float(double number);
  void String(std::string_view text);
  void Binary(std::string_view bytes);
  void Array(std::size_t size) { Container(size, 0x90, 0xdc); }
  void Map(std::size_t size) { Container(size, 0x80, 0xde); }
  void Extension(std::int8_t code, std::string_view payload);
  std::string Take() { return std::move(out_); }

 private:
  void Container(std::size_t size, unsigned char fixed, unsigned char of_16_bits);
  void BigEndian(std::uint64_t number, int bytes);
  std::string out_;
};

struct MsgpackItem {
  enum class Kind { kNil, kBool, kInt, kUnsigned, kFloat, kString, kBinary, kArray, kMap, kExtension };
  Kind kind = Kind::kNil;
  bool flag = false;
  std::int64_t integer = 0;            // kInt
  std::uint64_t unsigned_integer = 0;  // kUnsigned: what kInt does not hold
  double real = 0;
  std::string_view bytes;  // kString, kBinary, kExtension: its payload
  std::size_t size = 0;    // kArray, kMap: elements that follow (pairs, of a map)
  int extension = 0;       // its code
};

class MsgpackReader {
 public:
  // The bytes must outlive the reader and what it answers.
  explicit MsgpackReader(std::string_view bytes) : rest_(bytes) {}
  // kInvalidArgument: no item begins here, or it is cut off.
  Result<MsgpackItem> Next();
  bool AtEnd() const { return rest_.empty(); }

 private:
  Result<MsgpackItem> Sized(MsgpackItem::Kind kind, int length_bytes);
  Result<MsgpackItem> Text(MsgpackItem::Kind kind, std::uint64_t size);
  Result<MsgpackItem> Many(MsgpackItem::Kind kind, std::uint64_t size) const;
  Result<MsgpackItem> Ext(std::uint64_t size);
  Result<std::uint64_t> Number(int bytes);
  Result<MsgpackItem> Scalar(unsigned char head);
  std::string_view rest_;
};

}  // namespace rolecall::plugin

#endif  // ROLECALL_PLUGIN_WIRE_MSGPACK_H_
