#include "kube/client/identity_watch.h"

#include <boost/json.hpp>
#include <utility>

#include "kube/client/object.h"

namespace rolecall::kube {
namespace {

class AccountView final : public ObjectView {
 public:
  explicit AccountView(IdentityBoard::Section& section) : section_(section) {}

  void BeginList() override {
    listed_ = {};
    is_listing_ = true;
  }
  void Put(const boost::json::value& object) override {
    if (is_listing_) {
      listed_.AddObject(object);
    } else {
      section_.Update([&](IdentitySource& identities) { identities.AddObject(object); });
    }
  }
  void EndList() override {
    is_listing_ = false;
    section_.Update([this](IdentitySource& identities) { identities = std::exchange(listed_, {}); });
    section_.MarkSynced();
  }
  void Delete(const boost::json::value& object) override {
    const ServiceAccountName name{TextAt(object, {"metadata", "namespace"}), TextAt(object, {"metadata", "name"})};
    section_.Update([&](IdentitySource& identities) { identities.Remove(name); });
  }

 private:
  IdentityBoard::Section& section_;
  IdentitySource listed_;  // what has come of a list that is not complete
  bool is_listing_ = false;
};

class ConfigMapView final : public ObjectView {
 public:
  ConfigMapView(IdentityBoard::Section& section, std::string space, std::function<void(const std::string&)> warn)
      : section_(section), space_(std::move(space)), warn_(std::move(warn)) {}

  void BeginList() override { is_there_ = false; }
  void Put(const boost::json::value& object) override {
    if (TextAt(object, {"metadata", "name"}) != kIdentityConfigMap) return;
    is_there_ = true;
    bool is_good = true;
    section_.Update([&](IdentitySource& identities) { is_good = identities.AddConfigMap(object, space_); });
    if (!is_good && warn_) {
      warn_("ConfigMap " + space_ + "/" + std::string(kIdentityConfigMap) + " cannot be read; the last good one stays");
    }
  }
  void EndList() override {
    if (!is_there_) section_.Update([](IdentitySource& identities) { identities.ClearConfigMap(); });
    section_.MarkSynced();
  }
  // Differs from amazon-eks-pod-identity-webhook: its entries outlive the ConfigMap.
  void Delete(const boost::json::value& object) override {
    if (TextAt(object, {"metadata", "name"}) != kIdentityConfigMap) return;
    section_.Update([](IdentitySource& identities) { identities.ClearConfigMap(); });
  }

 private:
  IdentityBoard::Section& section_;
  const std::string space_;
  const std::function<void(const std::string&)> warn_;
  bool is_there_ = false;
};

}  // namespace

IdentityWatch::IdentityWatch(const IdentityWatchSettings& settings, ApiClient& api, IdentityBoard& board,
                             const Clock& clock, Random& random, std::function<void(const std::string&)> warn)
    : account_view_(std::make_unique<AccountView>(board.AddSection("the cluster's service accounts"))) {
  const std::string& space = settings.config_map_namespace;
  if (!space.empty()) {
    config_map_view_ = std::make_unique<ConfigMapView>(board.AddSection("the webhook's ConfigMap"), space, warn);
  }
  ListWatchSettings lists = settings.lists;
  lists.path = ObjectPath("/api/v1", "", "serviceaccounts");
  accounts_ = std::make_unique<ListWatch>(api, lists, *account_view_, clock, random, warn);
  if (space.empty()) return;
  lists.path = ObjectPath("/api/v1", space, "configmaps");
  lists.field_selector = "metadata.name=" + std::string(kIdentityConfigMap);
  config_map_ = std::make_unique<ListWatch>(api, lists, *config_map_view_, clock, random, std::move(warn));
}

IdentityWatch::~IdentityWatch() = default;

}  // namespace rolecall::kube
