// The providers that this program has, put together: several catalogues behind one.
#ifndef ROLECALL_CLI_PROVIDER_CATALOGUE_H_
#define ROLECALL_CLI_PROVIDER_CATALOGUE_H_

#include <functional>
#include <map>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "engine/provider.h"

namespace rolecall::cli {

class AllProviders final : public engine::ProviderCatalogue {
 public:
  using Maker = std::function<std::unique_ptr<engine::Provider>(const std::string& version)>;

  explicit AllProviders(std::unique_ptr<engine::ProviderCatalogue> first) : first_(std::move(first)) {}
  void Add(const std::string& source, Maker maker) { makers_[source] = std::move(maker); }

  std::vector<std::string> sources() const override {
    std::vector<std::string> all = first_->sources();
    for (const auto& [source, maker] : makers_) all.push_back(source);
    return all;
  }
  std::unique_ptr<engine::Provider> Make(const std::string& source, const std::string& version) const override {
    const auto found = makers_.find(source);
    return found == makers_.end() ? first_->Make(source, version) : found->second(version);
  }

 private:
  std::unique_ptr<engine::ProviderCatalogue> first_;
  std::map<std::string, Maker> makers_;
};

}  // namespace rolecall::cli

#endif  // ROLECALL_CLI_PROVIDER_CATALOGUE_H_
