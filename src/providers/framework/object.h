// Object: the value of a resource, data source or block, read and changed by attribute.
//
// Reading an attribute that is null or unknown gives the type's empty value: ask IsSet() where that matters.
// Names must be those of the schema (a bug otherwise).
#ifndef ROLECALL_PROVIDERS_FRAMEWORK_OBJECT_H_
#define ROLECALL_PROVIDERS_FRAMEWORK_OBJECT_H_

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "engine/provider/provider.h"
#include "value/type.h"
#include "value/value.h"

namespace rolecall::providers {

class Object {
 public:
  // `object` null: every attribute null, blocks empty.
  Object(value::Type type, const value::Value& object);
  // A nested block's element.
  explicit Object(const value::Value& block) : Object(block.type(), block) {}

  bool Has(const std::string& name) const { return members_.contains(name); }
  const value::Value& Get(const std::string& name) const;
  bool IsSet(const std::string& name) const;      // known and not null
  bool IsUnknown(const std::string& name) const;  // itself or something inside
  std::string Text(const std::string& name) const;
  bool Flag(const std::string& name) const;
  std::int64_t Integer(const std::string& name, std::int64_t otherwise = 0) const;
  std::map<std::string, std::string> TextMap(const std::string& name) const;
  std::vector<std::string> Texts(const std::string& name) const;  // of a list or set
  std::vector<Object> Blocks(const std::string& name) const;

  void Set(const std::string& name, value::Value value);
  void SetText(const std::string& name, std::string text);
  // Null for an empty text.
  void SetTextOrNull(const std::string& name, const std::string& text);
  void SetFlag(const std::string& name, bool flag);
  void SetInteger(const std::string& name, std::int64_t number);
  void SetTextMap(const std::string& name, const std::map<std::string, std::string>& map);
  void SetTexts(const std::string& name, const std::vector<std::string>& texts);  // as the type says: list or set
  void SetNull(const std::string& name);
  void SetUnknown(const std::string& name);
  // What is not known becomes null (collections with unknown elements too).
  void ForgetUnknown();

  const value::Type& TypeOf(const std::string& name) const;
  value::Value ToValue() const;

 private:
  value::Type type_;
  std::map<std::string, value::Value> members_;
};

// `number` of a value's text form; "" for null and unknown.
std::string TextOf(const value::Value& value);

}  // namespace rolecall::providers

#endif  // ROLECALL_PROVIDERS_FRAMEWORK_OBJECT_H_
