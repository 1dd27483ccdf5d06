#include "partition/partition.h"

#include <algorithm>
#include <vector>

#include "embedded/table.h"

namespace rolecall::partition {
namespace {

// A few services in China have principals of their own.
constexpr std::string_view kOwnInChina[] = {"codedeploy", "elasticmapreduce", "logs", "ec2"};

std::vector<Partition>* ReadPartitions() {
  auto* all = new std::vector<Partition>();
  for (const embedded::Row& row : embedded::ReadTable(
           "partitions.tsv",
           {"partition", "dns_suffix", "reverse_dns_prefix", "global_region", "dualstack_suffix", "regions"})) {
    all->push_back(
        {row[0], row[1], row[2], row[3], row[4], row[5] == "-" ? "" : row[5], "arn:" + std::string(row[0]) + ":"});
  }
  return all;
}

}  // namespace

std::span<const Partition> All() {
  static const auto* const kPartitions = ReadPartitions();
  return *kPartitions;
}

const Partition& OfRegion(std::string_view region) {
  for (const Partition& partition : All()) {
    if (!partition.region_start.empty() && region.starts_with(partition.region_start)) return partition;
  }
  return All().front();
}

const Partition* Find(std::string_view name) {
  const auto found = std::ranges::find(All(), name, &Partition::name);
  return found == All().end() ? nullptr : &*found;
}

std::string ServicePrincipal(const Partition& partition, std::string_view service) {
  const bool own = partition.name == "aws-cn" && std::ranges::find(kOwnInChina, service) != std::end(kOwnInChina);
  return std::string(service) + (own ? ".amazonaws.com.cn" : ".amazonaws.com");
}

}  // namespace rolecall::partition
