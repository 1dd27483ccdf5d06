#include "directory/codec.h"

#include <algorithm>
#include <array>
#include <boost/json.hpp>
#include <optional>
#include <type_traits>

#include "base/check.h"
#include "base/encoding.h"
#include "base/plain_bytes.h"
#include "base/utf8.h"

namespace rolecall::directory {
namespace {

namespace bj = boost::json;
constexpr std::string_view kPurpose = "rolecall record v1";

// A JSON string as Boost.JSON writes it: what must be escaped, and nothing else.
void AppendJson(std::string& out, std::string_view text) {
  constexpr std::string_view kDigits = "0123456789abcdef";
  constexpr std::string_view kShort = "\bb\ff\nn\rr\tt\"\"\\\\";  // pairs: what is written, its letter
  out += '"';
  while (!text.empty()) {
    const std::size_t plain = PlainBytes<0x20, 0xff, '"', '\\'>(text);
    out.append(text.substr(0, plain));
    if (plain == text.size()) break;
    const char c = text[plain];
    std::size_t at = 0;
    while (at < kShort.size() && kShort[at] != c) at += 2;
    out += '\\';
    if (at < kShort.size()) {
      out += kShort[at + 1];
    } else {
      out.append("u00").append(1, kDigits[static_cast<unsigned char>(c) >> 4]).append(1, kDigits[c & 0xf]);
    }
    text.remove_prefix(plain + 1);
  }
  out += '"';
}

// Writes the text at once, without a tree: every session that is issued goes through here.
class Writer {
 public:
  Writer(std::string& out, const crypto::KeyRing* keys, Random& random) : out_(out), keys_(keys), random_(random) {
    out_ += '{';
  }
  void End() { out_ += '}'; }

  // Texts and lists that are empty, and optional members without a value, are left out: smaller tokens, smaller
  // records. Numbers, flags, times, enumerations, maps and records are always written.
  template <typename T>
  void operator()(std::string_view name, const T& value) {
    if (IsLeftOut(value)) return;
    if (out_.back() != '{') out_ += ',';
    out_.append("\"").append(name).append("\":");  // one of our own: nothing to escape
    Write(value);
  }

  void Policy(std::string_view name, const StoredPolicy& policy, policy::DocumentKind, const std::string&) {
    (*this)(name, policy.text);
  }
  void Within(const std::string&) {}
  std::string within() const { return ""; }

 private:
  static bool IsLeftOut(const std::string& text) { return text.empty(); }
  template <typename T>
  static bool IsLeftOut(const std::vector<T>& list) {
    return list.empty();
  }
  template <typename T>
  static bool IsLeftOut(const std::optional<T>& value) {
    return !value.has_value() || IsLeftOut(*value);
  }
  template <typename T>
  static bool IsLeftOut(const T&) {
    return false;
  }

  void Write(const std::string& text) { AppendJson(out_, text); }
  void Write(bool flag) { out_ += flag ? "true" : "false"; }
  void Write(std::int64_t number) { out_ += std::to_string(number); }
  void Write(int number) { out_ += std::to_string(number); }
  void Write(const Time& time) { Write(static_cast<std::int64_t>(time.time_since_epoch().count())); }
  void Write(const Secret& secret) {
    ROLECALL_CHECK(keys_ != nullptr);
    AppendJson(out_, Base64Encode(keys_->Seal(secret.Reveal(), kPurpose, random_)));
  }
  template <typename T>
  requires std::is_enum_v<T>
  void Write(T value) { Write(static_cast<int>(value)); }
  template <typename T>
  void Write(const std::optional<T>& value) {
    Write(*value);
  }
  void Write(const std::pair<std::string, std::string>& tag) {
    out_ += '[';
    Write(tag.first);
    out_ += ',';
    Write(tag.second);
    out_ += ']';
  }
  void Write(const std::map<std::string, std::string>& map) {
    out_ += '{';
    for (const auto& [name, text] : map) {
      if (out_.back() != '{') out_ += ',';
      Write(name);
      out_ += ':';
      Write(text);
    }
    out_ += '}';
  }
  template <typename T>
  void Write(const std::vector<T>& list) {
    out_ += '[';
    for (std::size_t i = 0; i < list.size(); ++i) {
      if (i > 0) out_ += ',';
      Write(list[i]);
    }
    out_ += ']';
  }
  template <typename T>
  requires std::is_class_v<T>
  void Write(const T& record) {
    Writer inner(out_, keys_, random_);
    T::Fields(inner, record);
    inner.End();
  }

  std::string& out_;
  const crypto::KeyRing* keys_;
  Random& random_;
};

class Reader {
 public:
  Reader(const bj::object& object, const crypto::KeyRing* keys, std::string within = "")
      : object_(object), keys_(keys), within_(within) {}
  bool good() const { return good_; }
  bool outdated() const { return outdated_; }

  template <typename T>
  void operator()(std::string_view name, T& value) {
    const bj::value* in = object_.if_contains(name);
    if (in != nullptr && !Take(*in, value)) good_ = false;
  }

  void Policy(std::string_view name, StoredPolicy& policy, policy::DocumentKind kind, const std::string& reason_name) {
    std::string text;
    (*this)(name, text);
    if (!text.empty()) policy = MakeStoredPolicy(std::move(text), kind, reason_name);
  }
  // A name that the records inside of this one need.
  void Within(std::string name) { within_ = std::move(name); }
  const std::string& within() const { return within_; }

 private:
  bool Take(const bj::value& in, std::string& text) {
    if (!in.is_string()) return false;
    text.assign(in.get_string().data(), in.get_string().size());
    return true;
  }
  bool Take(const bj::value& in, bool& flag) {
    if (!in.is_bool()) return false;
    flag = in.get_bool();
    return true;
  }
  bool Take(const bj::value& in, int& number) {
    if (!in.is_int64()) return false;
    number = static_cast<int>(in.get_int64());
    return true;
  }
  bool Take(const bj::value& in, Time& time) {
    if (!in.is_int64()) return false;
    time = Time(std::chrono::microseconds(in.get_int64()));
    return true;
  }
  bool Take(const bj::value& in, Secret& secret) {
    if (!in.is_string() || keys_ == nullptr) return false;
    std::optional<std::string> sealed = Base64Decode(std::string_view(in.get_string()));
    if (!sealed.has_value()) return false;
    Result<crypto::KeyRing::Opened> opened = keys_->Open(*sealed, kPurpose);
    if (!opened.ok()) return false;
    secret = std::move(opened->text);
    if (!opened->by_newest) outdated_ = true;
    return true;
  }
  template <typename T>
  requires std::is_enum_v<T>
  bool Take(const bj::value& in, T& value) {
    int number = 0;
    if (!Take(in, number)) return false;
    value = static_cast<T>(number);
    return true;
  }
  template <typename T>
  bool Take(const bj::value& in, std::optional<T>& value) {
    value.emplace();
    return Take(in, *value);
  }
  bool Take(const bj::value& in, Tags& tags) {
    if (!in.is_array()) return false;
    for (const bj::value& item : in.get_array()) {
      if (!item.is_array() || item.get_array().size() != 2) return false;
      auto& tag = tags.emplace_back();
      if (!Take(item.get_array()[0], tag.first) || !Take(item.get_array()[1], tag.second)) return false;
    }
    return true;
  }
  bool Take(const bj::value& in, std::map<std::string, std::string>& map) {
    if (!in.is_object()) return false;
    for (const auto& entry : in.get_object()) {
      if (!Take(entry.value(), map[std::string(entry.key())])) return false;
    }
    return true;
  }
  template <typename T>
  bool Take(const bj::value& in, std::vector<T>& list) {
    if (!in.is_array()) return false;
    list.reserve(in.get_array().size());
    for (const bj::value& item : in.get_array()) {
      if (!Take(item, list.emplace_back())) return false;
    }
    return true;
  }
  template <typename T>
  requires std::is_class_v<T>
  bool Take(const bj::value& in, T& record) {
    if (!in.is_object()) return false;
    Reader inner(in.get_object(), keys_, within_);
    T::Fields(inner, record);
    outdated_ = outdated_ || inner.outdated_;
    return inner.good_;
  }

  const bj::object& object_;
  const crypto::KeyRing* keys_;
  std::string within_;
  bool good_ = true;
  bool outdated_ = false;
};

// Looks at every text that Writer would write.
class TextGate {
 public:
  bool good() const { return good_; }
  bool has_secrets() const { return has_secrets_; }

  template <typename T>
  void operator()(std::string_view, const T& value) {
    Look(value);
  }
  void Policy(std::string_view, const StoredPolicy& policy, policy::DocumentKind, const std::string&) {
    Look(policy.text);
  }
  void Within(const std::string&) {}
  std::string within() const { return ""; }

 private:
  void Look(const std::string& text) {
    if (!IsCleanUtf8(text)) good_ = false;
  }
  void Look(const Secret&) { has_secrets_ = true; }
  void Look(const Time&) {}
  template <typename A, typename B>
  void Look(const std::pair<A, B>& pair) {
    Look(pair.first), Look(pair.second);
  }
  template <typename T>
  void Look(const std::optional<T>& value) {
    if (value.has_value()) Look(*value);
  }
  void Look(const std::map<std::string, std::string>& map) {
    for (const auto& entry : map) Look(entry);
  }
  template <typename T>
  void Look(const std::vector<T>& list) {
    for (const T& item : list) Look(item);
  }
  template <typename T>
  void Look(const T& value) {
    if constexpr (std::is_class_v<T>) T::Fields(*this, value);
  }

  bool good_ = true;
  bool has_secrets_ = false;
};

}  // namespace

template <typename T>
bool HoldsSecrets(const T& record) {
  TextGate gate;
  T::Fields(gate, record);
  return gate.has_secrets();
}

template <typename T>
bool IsStorable(const T& record) {
  TextGate gate;
  T::Fields(gate, record);
  return gate.good();
}

template <typename T>
std::string Encode(const T& record, const crypto::KeyRing* keys, Random& random) {
  std::string text;
  text.reserve(512);
  Writer writer(text, keys, random);
  T::Fields(writer, record);
  writer.End();
  return text;
}

template <typename T>
Result<T> Decode(std::string_view text, const crypto::KeyRing* keys, bool* is_outdated) {
  bj::error_code error;
  std::array<unsigned char, 4096> place;
  bj::monotonic_resource memory(place.data(), place.size());  // the tree's: it goes with this call
  bj::value value = bj::parse(bj::string_view(text.data(), text.size()), error, &memory);
  if (error || !value.is_object()) return Error{ErrorCode::kDataLoss, "a stored record is not readable"};
  T record;
  Reader reader(value.get_object(), keys);
  T::Fields(reader, record);
  if (!reader.good()) {
    return Error{ErrorCode::kDataLoss, "a stored record is damaged, or sealed with another master key"};
  }
  if (is_outdated != nullptr) *is_outdated = reader.outdated();
  return record;
}

#define ROLECALL_CODEC(Record, kind, table)                                            \
  template bool IsStorable<Record>(const Record&);                                     \
  template bool HoldsSecrets<Record>(const Record&);                                   \
  template std::string Encode<Record>(const Record&, const crypto::KeyRing*, Random&); \
  template Result<Record> Decode<Record>(std::string_view, const crypto::KeyRing*, bool*);
ROLECALL_RECORDS(ROLECALL_CODEC)
ROLECALL_CODEC(Session, , )
#undef ROLECALL_CODEC

}  // namespace rolecall::directory
