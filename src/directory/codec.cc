#include "directory/codec.h"

#include <boost/json.hpp>
#include <optional>
#include <type_traits>

#include "base/encoding.h"
#include "base/utf8.h"
#include "crypto/aead.h"

namespace rolecall::directory {
namespace {

namespace bj = boost::json;
constexpr std::string_view kPurpose = "rolecall record v1";

class Writer {
 public:
  Writer(const Secret& key, Random& random) : key_(key), random_(random) {}
  bj::object& object() { return object_; }

  // Texts and lists that are empty, and optional members without a value, are left out: smaller tokens, smaller
  // records. Numbers, flags, times, enumerations, maps and records are always written.
  template <typename T>
  void operator()(std::string_view name, const T& value) {
    bj::value out = Make(value);
    if (!out.is_null()) object_.emplace(name, std::move(out));
  }

  void Policy(std::string_view name, const StoredPolicy& policy, policy::DocumentKind, const std::string&) {
    (*this)(name, policy.text);
  }

 private:
  bj::value Make(const std::string& text) { return text.empty() ? bj::value() : bj::value(text); }
  bj::value Make(bool flag) { return bj::value(flag); }
  bj::value Make(int number) { return bj::value(number); }
  bj::value Make(const Time& time) { return bj::value(static_cast<std::int64_t>(time.time_since_epoch().count())); }
  bj::value Make(const Secret& secret) {
    return bj::value(Base64Encode(crypto::Seal(key_, secret.Reveal(), kPurpose, random_)));
  }
  template <typename T>
  requires std::is_enum_v<T> bj::value Make(T value) { return bj::value(static_cast<int>(value)); }
  template <typename T>
  bj::value Make(const std::optional<T>& value) {
    return value.has_value() ? Make(*value) : bj::value();
  }
  bj::value Make(const Tags& tags) {
    bj::array out;
    for (const auto& tag : tags) out.push_back(bj::array{bj::value(tag.first), bj::value(tag.second)});
    return out.empty() ? bj::value() : bj::value(std::move(out));
  }
  bj::value Make(const std::map<std::string, std::string>& map) {
    bj::object out;
    for (const auto& entry : map) out.emplace(entry.first, entry.second);
    return bj::value(std::move(out));
  }
  template <typename T>
  bj::value Make(const std::vector<T>& list) {
    bj::array out;
    for (const T& item : list) {
      if constexpr (std::is_same_v<T, std::string>) {
        out.push_back(bj::value(item));
      } else {
        out.push_back(Make(item));
      }
    }
    return out.empty() ? bj::value() : bj::value(std::move(out));
  }
  template <typename T>
  requires std::is_class_v<T> bj::value Make(const T& record) {
    Writer inner(key_, random_);
    T::Fields(inner, record);
    return bj::value(std::move(inner.object_));
  }

  const Secret& key_;
  Random& random_;
  bj::object object_;
};

class Reader {
 public:
  Reader(const bj::object& object, const Secret& key) : object_(object), key_(key) {}
  bool good() const { return good_; }

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
    if (!in.is_string()) return false;
    std::optional<std::string> sealed = Base64Decode(std::string_view(in.get_string()));
    if (!sealed.has_value()) return false;
    Result<Secret> opened = crypto::Open(key_, *sealed, kPurpose);
    if (!opened.ok()) return false;
    secret = *std::move(opened);
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
    Reader inner(in.get_object(), key_);
    T::Fields(inner, record);
    return inner.good_;
  }

  const bj::object& object_;
  const Secret& key_;
  bool good_ = true;
};

// Looks at every text that Writer would write.
class TextGate {
 public:
  bool good() const { return good_; }

  template <typename T>
  void operator()(std::string_view, const T& value) {
    Look(value);
  }
  void Policy(std::string_view, const StoredPolicy& policy, policy::DocumentKind, const std::string&) {
    Look(policy.text);
  }

 private:
  void Look(const std::string& text) {
    if (!IsCleanUtf8(text)) good_ = false;
  }
  void Look(const Secret&) {}
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
};

}  // namespace

template <typename T>
bool IsStorable(const T& record) {
  TextGate gate;
  T::Fields(gate, record);
  return gate.good();
}

template <typename T>
std::string Encode(const T& record, const Secret& master_key, Random& random) {
  Writer writer(master_key, random);
  T::Fields(writer, record);
  return bj::serialize(writer.object());
}

template <typename T>
Result<T> Decode(std::string_view text, const Secret& master_key) {
  bj::error_code error;
  bj::value value = bj::parse(bj::string_view(text.data(), text.size()), error);
  if (error || !value.is_object()) return Error{ErrorCode::kDataLoss, "a stored record is not readable"};
  T record;
  Reader reader(value.get_object(), master_key);
  T::Fields(reader, record);
  if (!reader.good()) {
    return Error{ErrorCode::kDataLoss, "a stored record is damaged, or sealed with another master key"};
  }
  return record;
}

#define ROLECALL_CODEC(Record, kind, table)                                   \
  template bool IsStorable<Record>(const Record&);                            \
  template std::string Encode<Record>(const Record&, const Secret&, Random&); \
  template Result<Record> Decode<Record>(std::string_view, const Secret&);
ROLECALL_RECORDS(ROLECALL_CODEC)
ROLECALL_CODEC(Session, , )
#undef ROLECALL_CODEC

}  // namespace rolecall::directory
