// data: aws_eks_access_entry
#include "providers/aws/data/data_sources.h"
#include "providers/aws/eks/access_entry_attributes.h"
#include "providers/aws/framework/text_checks.h"
#include "providers/framework/schema_build.h"

namespace rolecall::providers::aws {
namespace {

engine::BlockSchema AccessEntryDataSchema(const Behaviour& behaviour) {
  engine::BlockSchema block;
  AddId(block);
  for (const char* name : {"cluster_name", "principal_arn"}) block.attributes[name] = TextAttribute(Use::kRequired);
  for (const char* name : {"access_entry_arn", "created_at", "modified_at", "type", "user_name"}) {
    block.attributes[name] = TextAttribute(Use::kComputed);
  }
  block.attributes["kubernetes_groups"] = TextSetAttribute(Use::kComputed);
  if (behaviour.has_region_argument()) block.attributes["region"] = TextAttribute(Use::kOptionalComputed);
  const bool has_tags = behaviour.has_access_entry_tags();
  block.attributes["tags"] = TextMapAttribute(has_tags ? Use::kOptionalComputed : Use::kOptional);
  block.attributes["tags_all"] = TextMapAttribute(has_tags ? Use::kOptionalComputed : Use::kComputed);
  if (has_tags) block.attributes["tags_all"].deprecated = "tags_all is deprecated.";
  return block;
}

class AccessEntryData final : public DataSource {
 public:
  explicit AccessEntryData(const Behaviour& behaviour)
      : DataSource(AccessEntryDataSchema(behaviour)), has_tags_(behaviour.has_access_entry_tags()) {}

  void Validate(const Object& config, Problems& problems) const override {
    CheckClusterName(config, problems);
    CheckArn(config, "principal_arn", problems);
  }

  Result<void> Read(const Call& call, Object& state) const override {
    const std::string cluster = state.Text("cluster_name"), principal = state.Text("principal_arn");
    const std::string id = cluster + ":" + principal, what = "reading EKS Access Entry (" + id + ")";
    JsonAnswer answer = DescribeAccessEntry(call, cluster, principal);
    if (!answer.ok() && answer.error().Is(kEksGone)) {
      return Error{ErrorCode::kNotFound, what + ": couldn't find resource"};
    }
    if (!answer.ok()) return Failed(what, answer.error());
    const boost::json::value entry = JsonObject(*answer, "accessEntry");
    ReadAccessEntry(entry, state);
    // The provider leaves tags_all as it is, and both before it gave tags.
    if (has_tags_) state.SetTextMap("tags", call.provider.tags.Managed(EksTagsIn(entry)));
    if (state.Has("region")) state.SetText("region", call.region());
    state.SetText("id", id);
    return {};
  }

 private:
  bool has_tags_;
};

}  // namespace

std::unique_ptr<const DataSource> MakeEksAccessEntryData(const Behaviour& behaviour) {
  return std::make_unique<AccessEntryData>(behaviour);
}

}  // namespace rolecall::providers::aws
