#include "access/offline/predicted_values.h"

#include <map>

#include "access/model/identity_model.h"
#include "access/model/resource_value.h"

namespace rolecall::access {
namespace {

using value::Type;
using value::Value;

// Works on the members of one object, in the order in which one follows from the other: a name from its prefix, then
// the ARN from the name, then the id from either. Only what is unknown or empty is filled in.
class Prediction {
 public:
  Prediction(const std::string& type, const Value& object, const Surroundings& around)
      : type_(type), object_(object), members_(object.members()), around_(around) {}

  Value Run(bool is_data) {
    if (is_data) FromArn();
    if (!is_data && Has("name") && !members_["name"].IsKnown()) {
      Set("name", Text("name_prefix") + around_.next_suffix());
    }
    if (type_ == "aws_iam_role") Entity("role");
    if (type_ == "aws_iam_policy") Entity("policy");
    if (type_ == "aws_iam_user") Entity("user");
    if (type_ == "aws_iam_group") Entity("group");
    if (type_ == "aws_iam_instance_profile") Entity("instance-profile");
    if (type_ == "aws_iam_openid_connect_provider" && !Text("url").empty()) {
      const std::string url = WithoutScheme(Text("url"));
      SetArn(Iam("oidc-provider/" + url));
      Set("url", url);  // as IAM has it once the provider is there
    }
    if (type_ == "aws_secretsmanager_secret" && !Text("name").empty()) {
      // The six characters at the end are AWS's choice.
      SetArn("arn:" + around_.partition + ":secretsmanager:" + around_.region + ":" + around_.account_id +
             ":secret:" + Text("name") + "-??????");
    }
    if (type_ == "aws_s3_bucket" && Has("bucket")) Bucket();
    if (type_ == "aws_kms_alias" && !Text("name").empty()) Alias();
    if (type_ == "aws_kms_key" && Has("arn") && Lacks("arn")) Key();
    if (type_ == "aws_ssm_parameter" && !Text("name").empty()) {
      const std::string name = Text("name");
      if (Has("id") && Lacks("id")) Set("id", name);
      SetArn("arn:" + around_.partition + ":ssm:" + around_.region + ":" + around_.account_id + ":parameter" +
             (name.starts_with('/') ? "" : "/") + name);
    }
    return is_changed_ ? Value::Object(std::move(members_)) : object_;
  }

 private:
  // What an ARN tells of the object.
  void FromArn() {
    const std::string arn = Text("arn");
    if (arn.empty()) return;
    const std::size_t provider = arn.find(":oidc-provider/");
    if (type_ == "aws_iam_openid_connect_provider" && provider != std::string::npos && Lacks("url")) {
      Set("url", arn.substr(provider + std::string(":oidc-provider/").size()));
    }
    const bool is_entity = type_ == "aws_iam_role" || type_ == "aws_iam_policy" || type_ == "aws_iam_user";
    if (is_entity && Lacks("name")) Set("name", NameOfArn(arn));
    if (Lacks("id")) Set("id", arn);
  }

  bool Has(const std::string& name) const { return members_.contains(name); }

  // It is there, a text, and either unknown or empty.
  bool Lacks(const std::string& name) const {
    const auto found = members_.find(name);
    if (found == members_.end() || found->second.type().kind() != Type::Kind::kString) return false;
    const Value plain = found->second.Unmark();
    return !plain.IsKnown() || plain.IsNull() || plain.AsString().empty();
  }

  std::string Text(const std::string& name) const {
    const auto found = members_.find(name);
    return found == members_.end() ? std::string() : TextOf(found->second);
  }
  void Set(const std::string& name, std::string text) {
    members_[name] = Value::String(std::move(text));
    is_changed_ = true;
  }
  std::string Iam(const std::string& resource) const {
    return "arn:" + around_.partition + ":iam::" + around_.account_id + ":" + resource;
  }
  void SetArn(std::string arn) {
    if (!Lacks("arn")) return;
    if (type_ != "aws_iam_role" && type_ != "aws_iam_user" && Lacks("id")) Set("id", arn);
    Set("arn", std::move(arn));
  }

  void Bucket() {
    if (!members_["bucket"].IsKnown()) Set("bucket", Text("bucket_prefix") + around_.next_suffix());
    if (Text("bucket").empty()) return;
    if (Has("id") && Lacks("id")) Set("id", Text("bucket"));
    if (Has("arn")) SetArn("arn:" + around_.partition + ":s3:::" + Text("bucket"));
  }

  // Its id is AWS's choice: any other stands for it.
  void Key() {
    constexpr std::size_t kDigits = 12;
    std::string suffix = std::string(kDigits, '0') + around_.next_suffix();
    const std::string id = "00000000-0000-0000-0000-" + suffix.substr(suffix.size() - kDigits);
    if (Lacks("key_id")) Set("key_id", id);
    if (Lacks("id")) Set("id", id);
    Set("arn", "arn:" + around_.partition + ":kms:" + around_.region + ":" + around_.account_id + ":key/" + id);
  }

  void Alias() {
    const std::string kms = "arn:" + around_.partition + ":kms:" + around_.region + ":" + around_.account_id + ":";
    if (Has("id") && Lacks("id")) Set("id", Text("name"));
    SetArn(kms + Text("name"));
    const std::string key = Text("target_key_id");
    if (Lacks("target_key_arn") && !key.empty()) {
      Set("target_key_arn", key.starts_with("arn:") ? key : kms + "key/" + key);
    }
  }

  void Entity(const std::string& kind) {
    if (Text("name").empty()) return;
    const std::string path = Text("path").empty() ? "/" : Text("path");
    if (Has("id") && Lacks("id") && kind != "policy") Set("id", Text("name"));
    SetArn(Iam(kind + path + Text("name")));
  }

  const std::string& type_;
  const Value& object_;
  std::map<std::string, Value> members_;
  const Surroundings& around_;
  bool is_changed_ = false;
};

}  // namespace

Value WithPredictions(const std::string& type, const Value& object, const Surroundings& around, bool is_data) {
  if (!object.IsKnown() || object.IsNull() || object.type().kind() != Type::Kind::kObject) return object;
  return Prediction(type, object, around).Run(is_data);
}

}  // namespace rolecall::access
