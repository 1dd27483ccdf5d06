// Base64, gzip and character encodings.
#include <iconv.h>
#include <zlib.h>

#include <algorithm>
#include <cerrno>

#include "base/encoding.h"
#include "base/text.h"
#include "functions/define.h"
#include "functions/marked.h"
#include "gzip/gzip.h"
#include "value/text.h"

namespace rolecall::functions {
namespace {

constexpr std::size_t kMaxUnpacked = 64u << 20;

using Bytes = Expected<std::string, FunctionError>;

// Standard base64; line breaks do not matter.
std::optional<std::string> DecodeBase64(std::string text) {
  text.erase(std::remove_if(text.begin(), text.end(), [](char c) { return c == '\n' || c == '\r'; }), text.end());
  return Base64Decode(text);
}

FunctionResult ToBase64(Arguments arguments, const Type&) {
  return Value::String(Base64Encode(arguments[0].AsString()));
}

FunctionResult FromBase64(Arguments plain, Arguments given, const Type&) {
  const auto bytes = DecodeBase64(plain[0].AsString());
  if (!bytes) return Failure("failed to decode base64 data " + Shown(given[0]));
  if (!value::IsUtf8(*bytes)) {
    return Failure("the result of decoding the provided string is not valid UTF-8");
  }
  return Value::String(*bytes);
}

// --- gzip

void AppendLittleEndian(std::string& out, std::uint32_t number) {
  for (int i = 0; i < 4; ++i) out += static_cast<char>(number >> (8 * i) & 0xFF);
}

// The bytes that Go's gzip writes when it is flushed and closed, as OpenTofu does: no system in the header, an empty
// block from the flush, and a last empty block that is stored. (What is between may differ for long texts.)
std::optional<std::string> Zip(const std::string& text) {
  z_stream stream{};
  constexpr int kRawWindow = -15;
  if (deflateInit2(&stream, Z_DEFAULT_COMPRESSION, Z_DEFLATED, kRawWindow, 8, Z_DEFAULT_STRATEGY) != Z_OK) {
    return std::nullopt;
  }
  std::string out(deflateBound(&stream, static_cast<uLong>(text.size())) + 64, '\0');
  stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(text.data()));  // NOLINT: zlib does not write there
  stream.avail_in = static_cast<uInt>(text.size());
  stream.next_out = reinterpret_cast<Bytef*>(out.data());
  stream.avail_out = static_cast<uInt>(out.size());
  const int code = deflate(&stream, Z_SYNC_FLUSH);
  out.resize(stream.total_out);
  const bool is_whole = text.empty() || (code == Z_OK && stream.avail_in == 0);
  deflateEnd(&stream);
  if (!is_whole) return std::nullopt;
  std::string zipped("\x1f\x8b\x08\0\0\0\0\0\0\xff", 10);
  if (text.empty()) out = std::string("\0\0\0\xff\xff", 5);
  zipped += out + std::string("\x01\0\0\xff\xff", 5);
  const uLong sum = crc32(0, reinterpret_cast<const Bytef*>(text.data()), static_cast<uInt>(text.size()));
  AppendLittleEndian(zipped, static_cast<std::uint32_t>(sum));
  AppendLittleEndian(zipped, static_cast<std::uint32_t>(text.size()));
  return zipped;
}

Bytes Unzip(const std::string& bytes) {
  Result<std::string> text = gzip::Unpack(bytes, kMaxUnpacked);
  if (text.ok()) return *std::move(text);
  if (text.error().code == ErrorCode::kResourceExhausted) return Failure("the data is larger than 64 MB when unpacked");
  constexpr std::size_t kHeader = 10;
  const bool is_gzip = bytes.size() < kHeader || bytes.starts_with("\x1f\x8b\x08");
  return Failure(std::string("failed to gunzip bytestream: ") + (is_gzip ? "unexpected EOF" : "gzip: invalid header"));
}

FunctionResult Gzip(Arguments arguments, const Type&) {
  const auto zipped = Zip(arguments[0].AsString());
  if (!zipped) return Failure("failed to write gzip raw data");
  return Value::String(Base64Encode(*zipped));
}

FunctionResult Gunzip(Arguments plain, Arguments given, const Type&) {
  const auto bytes = DecodeBase64(plain[0].AsString());
  if (!bytes) return Failure("failed to decode base64 data " + Shown(given[0]));
  Bytes text = Unzip(*bytes);
  if (!text.ok()) return text.error();
  if (!value::IsUtf8(*text)) return Failure("the unpacked data is not valid UTF-8");
  return Value::String(std::move(*text));
}

// --- character encodings

// One conversion by iconv; wants every character to be there on both sides.
class Transcoder {
 public:
  Transcoder(const std::string& to, const std::string& from) : handle_(iconv_open(to.c_str(), from.c_str())) {}
  ~Transcoder() {
    if (ok()) iconv_close(handle_);
  }
  Transcoder(const Transcoder&) = delete;
  Transcoder& operator=(const Transcoder&) = delete;

  bool ok() const { return handle_ != reinterpret_cast<iconv_t>(-1); }  // NOLINT: iconv's own way of saying so

  std::optional<std::string> Run(const std::string& text) {
    std::string out;
    std::string part(4096, '\0');
    char* from = const_cast<char*>(text.data());  // NOLINT: iconv does not write there
    std::size_t left = text.size();
    while (true) {
      char* to = part.data();
      std::size_t room = part.size();
      const std::size_t code = iconv(handle_, &from, &left, &to, &room);
      out.append(part, 0, part.size() - room);
      if (code != static_cast<std::size_t>(-1)) return out + BackToStart();
      if (errno != E2BIG) return std::nullopt;
    }
  }

 private:
  // What encodings with shift states need at the end.
  std::string BackToStart() {
    std::string part(64, '\0');
    char* to = part.data();
    std::size_t room = part.size();
    iconv(handle_, nullptr, nullptr, &to, &room);
    return part.substr(0, part.size() - room);
  }

  iconv_t handle_;
};

bool IsEncodingName(const std::string& name) {
  const bool has_letter = std::any_of(name.begin(), name.end(), IsAsciiAlphanumeric);
  return has_letter && name.size() <= 64 && std::all_of(name.begin(), name.end(), [](char c) {
           return IsAsciiAlphanumeric(c) || c == '-' || c == '_' || c == ':' || c == '.';
         });
}

// The encoding's registered name, for messages.
std::string RegisteredName(const std::string& name) {
  std::string lower = LowerAscii(name);
  const bool is_page = lower.starts_with("cp") && lower.size() > 2 && IsAsciiDigit(lower[2]);
  if (is_page && lower.compare(2, 3, "125") == 0) return "windows-" + lower.substr(2);
  if (is_page) return "IBM" + lower.substr(2);
  if (lower.starts_with("windows-")) return lower;
  return UpperAscii(name);
}

FunctionError NoSuchEncoding(const std::string& name) {
  return ArgumentError(
      1, Shown(Value::String(name)) + " is not a supported IANA encoding name or alias in this OpenTofu version");
}

// UTF-16 without a byte order in its name is big-endian with a mark, as Go has it; the C library's is the machine's.
bool IsPlainUtf16(std::string_view name) {
  return EqualsIgnoringAsciiCase(name, "utf-16") || EqualsIgnoringAsciiCase(name, "utf16");
}

FunctionResult TextEncode(Arguments arguments, const Type&) {
  const std::string& name = arguments[1].AsString();
  if (!IsEncodingName(name)) return NoSuchEncoding(name);
  const bool is_utf16 = IsPlainUtf16(name);
  Transcoder transcoder(is_utf16 ? "UTF-16BE" : name, "UTF-8");
  if (!transcoder.ok()) return NoSuchEncoding(name);
  auto bytes = transcoder.Run(arguments[0].AsString());
  if (bytes && is_utf16) bytes->insert(0, "\xFE\xFF");
  if (!bytes) {
    return ArgumentError(0,
                         "the given string contains characters that cannot be represented in " + RegisteredName(name));
  }
  return Value::String(Base64Encode(*bytes));
}

FunctionResult TextDecode(Arguments arguments, const Type&) {
  const std::string& name = arguments[1].AsString();
  if (!IsEncodingName(name)) return NoSuchEncoding(name);
  const auto bytes = DecodeBase64(arguments[0].AsString());
  const std::string mark = bytes ? bytes->substr(0, 2) : "";
  const bool has_order = mark == "\xFE\xFF" || mark == "\xFF\xFE";
  const std::string from = IsPlainUtf16(name) && !has_order ? "UTF-16BE" : name;
  Transcoder transcoder("UTF-8", from);
  if (!transcoder.ok()) return NoSuchEncoding(name);
  if (!bytes) return ArgumentError(0, "the given value has an invalid base64 symbol");
  const auto text = transcoder.Run(*bytes);
  if (!text) {
    return ArgumentError(0, "the given string contains symbols that are not defined for " + RegisteredName(name));
  }
  return Value::String(*text);
}

}  // namespace

void AddBase64(Catalogue& catalogue) {
  const Type text = Type::String();
  const auto returns = Function::Returns(text);
  Define(
      catalogue,
      Function("base64encode", "The string's bytes in Base64.", {Plain("str", text)}, returns, ToBase64).NeverNull());
  Define(catalogue, Function("base64decode", "The text that the Base64 stands for.", {Marked("str", text)}, returns,
                             KeepingMarks(FromBase64))
                        .NeverNull());
  Define(catalogue,
         Function("base64gzip", "The string, compressed with gzip, in Base64.", {Plain("str", text)}, returns, Gzip)
             .NeverNull());
  Define(catalogue, Function("base64gunzip", "The text that the Base64 of a gzip file stands for.",
                             {Marked("str", text)}, returns, KeepingMarks(Gunzip))
                        .NeverNull());
  Define(catalogue, Function("textencodebase64", "The string in another character encoding, in Base64.",
                             {Plain("string", text), Plain("encoding", text)}, returns, TextEncode)
                        .NeverNull());
  Define(catalogue, Function("textdecodebase64", "The text of Base64 in another character encoding.",
                             {Plain("source", text), Plain("encoding", text)}, returns, TextDecode)
                        .NeverNull());
}

}  // namespace rolecall::functions
