// aws_iam_account_alias
#include <algorithm>

#include "base/text.h"
#include "providers/aws/iam/calls.h"
#include "providers/aws/iam/resources.h"
#include "providers/framework/schema_build.h"

namespace rolecall::providers::aws {
namespace {

engine::BlockSchema AliasSchema() {
  engine::BlockSchema block;
  AddId(block);
  block.attributes["account_alias"] = TextAttribute(Use::kRequired);
  return block;
}

bool IsAliasForm(std::string_view text) {
  const auto is_plain = [](char c) { return IsAsciiLower(c) || IsAsciiDigit(c); };
  return text.size() > 1 && is_plain(text.front()) &&
         std::ranges::all_of(text, [&](char c) { return c == '-' || is_plain(c); });
}

// An account has one alias: making another one takes the first one's place.
class IamAccountAlias final : public Resource {
 public:
  IamAccountAlias() : Resource(AliasSchema(), {{"account_alias", ForceNew()}}) {}

  void Validate(const Object& config, Problems& problems) const override {
    if (!config.IsSet("account_alias")) return;
    const std::string alias = config.Text("account_alias");
    const auto add = [&](const char* rule) {
      problems.push_back({"account_alias", std::string("\"account_alias\" ") + rule});
    };
    if (alias.size() < 3 || alias.size() > 63) add("must contain from 3 to 63 alphanumeric characters or hyphens");
    if (!IsAliasForm(alias)) {
      add("must start with an alphanumeric character and only contain lowercase alphanumeric characters and hyphens");
    }
    if (alias.find("--") != alias.npos) add("must not contain consecutive hyphens");
    if (alias.ends_with('-')) add("must not end in a hyphen");
  }

  Result<void> Create(const Call& call, const Object&, Object& state) const override {
    std::string alias = state.Text("account_alias");
    auto answer = call.Iam("CreateAccountAlias", {{"AccountAlias", alias}});
    if (!answer.ok()) return Failed("creating IAM Account Alias (" + alias + ")", answer.error());
    state.SetText("id", alias);
    return {};
  }

  Result<bool> Read(const Call& call, Object& state) const override {
    auto aliases = AllPages(call, "ListAccountAliases", {}, "AccountAliases");
    if (!aliases.ok()) return Failed("reading IAM Account Alias (" + state.Text("id") + ")", aliases.error());
    if (aliases->empty() || aliases->front().text != state.Text("id")) return false;
    state.SetText("account_alias", aliases->front().text);
    return true;
  }

  Result<void> Delete(const Call& call, const Object& state) const override {
    std::string alias = state.Text("id");
    return GoneIsFine("deleting IAM Account Alias (" + alias + ")",
                      call.Iam("DeleteAccountAlias", {{"AccountAlias", alias}}));
  }
};

}  // namespace

std::unique_ptr<const Resource> MakeIamAccountAlias(const Behaviour&) { return std::make_unique<IamAccountAlias>(); }

}  // namespace rolecall::providers::aws
