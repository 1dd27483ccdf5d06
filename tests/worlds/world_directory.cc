#include "tests/worlds/world_directory.h"

#include <boost/json.hpp>

#include "access/model/model_readers.h"
#include "tests/unit/access/directory_fixture.h"

namespace rolecall::worlds {
namespace {

namespace bj = boost::json;

// A document as a template: variables of policies are none of the language's, keys are resources.
std::string Template(const std::string& text, std::size_t keys) {
  std::string escaped;
  for (const char c : text) escaped += c == '$' ? std::string("$$") : std::string(1, c);
  std::vector<std::string> references;
  for (std::size_t i = 0; i < keys; ++i) references.push_back("${aws_kms_key.k" + std::to_string(i) + ".arn}");
  return WithKeys(escaped, references);
}

class Writer {
 public:
  explicit Writer(const World& world) : world_(world) {}

  std::string Write() {
    Add("aws_iam_openid_connect_provider", "main",
        {{"url", std::string("https://") + kIssuer}, {"client_id_list", bj::array{"sts.amazonaws.com"}}});
    for (const WorldPolicy& policy : world_.policies) {
      Add("aws_iam_policy", policy.name, {{"name", policy.name}, {"policy", Text(policy.text)}});
    }
    for (const WorldRole& role : world_.roles) AddRole(role);
    for (const WorldUser& user : world_.users) {
      bj::object body{{"name", user.name}};
      Fill(user, body);
      Add("aws_iam_user", user.name, std::move(body));
      AddInline(user, "user");
    }
    Add("aws_iam_user", "hidden", {{"name", "hidden"}});
    AddResources();
    const bj::object provider{{"region", kRegion}, {"allowed_account_ids", bj::array{kAccount}}};
    return bj::serialize(bj::object{{"provider", bj::object{{"aws", provider}}}, {"resource", resources_}});
  }

 private:
  std::string Text(const std::string& text) const { return Template(text, world_.keys.size()); }
  // What AWS will choose: not known before it has.
  std::string OwnText(const OwnPolicy& policy) const {
    return policy.hidden ? "${aws_iam_user.hidden.unique_id}" : Text(policy.text);
  }

  void Add(const std::string& type, const std::string& name, bj::object body) {
    bj::value& of_type = resources_[type];
    if (!of_type.is_object()) of_type = bj::object();
    of_type.as_object()[name] = std::move(body);
  }

  void Fill(const Named& who, bj::object& body) const {
    if (!who.team.empty()) body["tags"] = bj::object{{"team", who.team}};
    if (!who.boundary.empty()) body["permissions_boundary"] = "${aws_iam_policy." + who.boundary + ".arn}";
  }

  void AddInline(const Named& who, const std::string& kind) {
    int number = 0;
    for (const std::string& text : who.inline_policies) {
      const std::string name = "p" + std::to_string(number++);
      Add("aws_iam_" + kind + "_policy", who.name + "_" + name,
          {{"name", name}, {kind, "${aws_iam_" + kind + "." + who.name + ".name}"}, {"policy", Text(text)}});
    }
  }

  void AddRole(const WorldRole& role) {
    bj::object body{{"name", role.name}, {"path", role.path}, {"assume_role_policy", Text(role.trust)}};
    Fill(role, body);
    Add("aws_iam_role", role.name, std::move(body));
    AddInline(role, "role");
    for (const std::string& name : role.attached) {
      Add("aws_iam_role_policy_attachment", role.name + "_" + name,
          {{"role", "${aws_iam_role." + role.name + ".name}"}, {"policy_arn", "${aws_iam_policy." + name + ".arn}"}});
    }
  }

  void AddResources() {
    for (std::size_t i = 0; i < world_.keys.size(); ++i) {
      bj::object body{{"description", "a key"}};
      if (!world_.keys[i].text.empty()) body["policy"] = OwnText(world_.keys[i]);
      Add("aws_kms_key", "k" + std::to_string(i), std::move(body));
    }
    for (std::size_t i = 0; i < world_.secrets.size(); ++i) {
      const WorldSecret& secret = world_.secrets[i];
      const std::string name = "s" + std::to_string(i);
      bj::object body{{"name", secret.name}};
      if (secret.key >= 0) body["kms_key_id"] = "${aws_kms_key.k" + std::to_string(secret.key) + ".arn}";
      Add("aws_secretsmanager_secret", name, std::move(body));
      if (secret.policy.text.empty()) continue;
      Add("aws_secretsmanager_secret_policy", name,
          {{"secret_arn", "${aws_secretsmanager_secret." + name + ".arn}"}, {"policy", OwnText(secret.policy)}});
    }
    for (std::size_t i = 0; i < world_.buckets.size(); ++i) {
      const WorldBucket& bucket = world_.buckets[i];
      const std::string name = "b" + std::to_string(i);
      Add("aws_s3_bucket", name, {{"bucket", bucket.name}});
      if (bucket.policy.text.empty()) continue;
      Add("aws_s3_bucket_policy", name,
          {{"bucket", "${aws_s3_bucket." + name + ".id}"}, {"policy", OwnText(bucket.policy)}});
    }
  }

  const World& world_;
  bj::object resources_;
};

}  // namespace

std::string Configuration(const World& world) { return Writer(world).Write(); }

std::string Manifests(const World& world) {
  std::string text;
  for (const WorldAccount& account : world.accounts) {
    text += "---\napiVersion: v1\nkind: ServiceAccount\nmetadata:\n  name: " + account.name +
            "\n  namespace: " + account.namespace_name +
            "\n  annotations:\n    eks.amazonaws.com/role-arn: " + world.roles[account.role].Arn() + "\n";
  }
  return text;
}

DirectoryModel ReadAsDirectory(const World& world) {
  access::testing::Directory directory({{"main.tf.json", Configuration(world)}});
  std::optional<access::OfflinePlan> planned = directory.Plan();
  DirectoryModel read;
  if (!planned) {
    read.errors = directory.Errors();
    return read;
  }
  read.key_arns.resize(world.keys.size());
  for (const engine::ResourceChange& change : planned->plan.changes) {
    if (change.address.type != "aws_kms_key") continue;
    const std::size_t index = static_cast<std::size_t>(std::stoi(change.address.name.substr(1)));
    read.key_arns[index] = change.after.Find("arn")->AsString();
  }
  read.model = std::move(planned->model);
  access::IdentityModel accounts;
  if (const Result<void> added =
          access::AddManifestText("accounts.yaml", Manifests(world), "eks.amazonaws.com", accounts);
      !added.ok()) {
    read.errors = added.error().message;
  }
  read.model.Merge(std::move(accounts));
  return read;
}

}  // namespace rolecall::worlds
