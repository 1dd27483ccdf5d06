#include "store/etcd/transaction.h"

#include <gtest/gtest.h>

#include <algorithm>

namespace rolecall::store {
namespace {

using etcdserverpb::RequestOp;
using etcdserverpb::TxnRequest;

// As etcd counts: a transaction's operations, and those of the transactions that it is nested in.
int MostOps(const TxnRequest& request, int outer = 0) {
  const int own = outer + std::max({request.compare_size(), request.success_size(), request.failure_size()});
  int most = own;
  for (const RequestOp& op : request.success()) {
    if (op.has_request_txn()) most = std::max(most, MostOps(op.request_txn(), own));
  }
  return most;
}

int Leaves(const TxnRequest& request) {
  int leaves = 0;
  for (const RequestOp& op : request.success()) leaves += op.has_request_txn() ? Leaves(op.request_txn()) : 1;
  return leaves;
}

TEST(EtcdTransaction, AnyNumberOfOperationsIsNestedWithinEtcdsBounds) {
  for (int count : {1, 120, 121, 1500, 4200, 12000}) {
    TxnRequest request;
    Nest(std::vector<RequestOp>(static_cast<std::size_t>(count)), 120, request);
    EXPECT_EQ(Leaves(request), count);
    EXPECT_LE(MostOps(request), 128) << count;
  }
}

TEST(EtcdTransaction, HoldsOnlyIfTheHeadIsTheOneItWasMadeFor) {
  FakeRandom random;
  const std::vector<Batch> batches = {Batch{{}, {{"a", "1"}}, {"b"}}};
  const CommitPlan plan = PlanCommit(batches, 41, {}, {}, {});
  const EtcdKeys keys("p/");
  const Spilled spilled = Spill(plan, random);
  EXPECT_FALSE(spilled.any());
  const TxnRequest request = *CommitRequest(plan, spilled, keys);
  ASSERT_EQ(request.compare_size(), 1);
  EXPECT_EQ(request.compare(0).key(), "p/head");
  EXPECT_EQ(request.compare(0).value(), "0000000000000029");
  EXPECT_EQ(request.success_size(), 4);  // head, log, the two keys
}

TEST(EtcdTransaction, WhatIsLargeGoesByPiecesAndIsGuarded) {
  FakeRandom random;
  const std::string large(100 << 10, 'v');
  std::vector<Batch> batches = {Batch{{}, {{"a", large}, {"b", "small"}}, {}}};
  CommitPlan plan = PlanCommit(batches, 0, {}, {}, {});
  Spilled spilled = Spill(plan, random);
  EXPECT_EQ(spilled.values, std::vector<std::string_view>{"a"});
  const TxnRequest request = *CommitRequest(plan, spilled, EtcdKeys("p/"));
  EXPECT_EQ(request.compare(1).key(), "p/g/" + spilled.batch);
  // Many of middle size: as many as it takes to fit.
  batches[0].puts.clear();
  for (int i = 0; i < 4000; ++i) batches[0].puts.push_back({"k" + std::to_string(i), std::string(1000, 'v')});
  plan = PlanCommit(batches, 0, {}, {}, {});
  spilled = Spill(plan, random);
  EXPECT_TRUE(spilled.log_in_pieces);
  EXPECT_EQ(spilled.values.size(), 4000u);
  EXPECT_LT(CommitRequest(plan, spilled, EtcdKeys("p/"))->ByteSizeLong(), 1500000u);
}

TEST(EtcdTransaction, NamesThatDoNotFitAreRefused) {
  FakeRandom random;
  Batch batch;
  for (int i = 0; i < 4000; ++i) batch.deletes.push_back(std::string(2000, 'k') + std::to_string(i));
  const std::vector<Batch> batches = {batch};
  const CommitPlan plan = PlanCommit(batches, 0, {}, {}, {});
  EXPECT_EQ(CommitRequest(plan, Spill(plan, random), EtcdKeys("p/")).error().code, ErrorCode::kInvalidArgument);
}

TEST(EtcdKeys, AreReadBack) {
  const EtcdKeys keys("p/");
  const std::string key("s3/version/b/k\0x", 16), id(32, 'a');
  EXPECT_EQ(*keys.EntryOf(keys.Entry(key)), key);
  EXPECT_EQ(*keys.LogOf(keys.Log(300)), 300u);
  const std::string piece = EtcdKeys::Piece(keys.EntryPieces(key, id), 7);
  EXPECT_EQ(keys.PieceOf(piece)->key, key);
  EXPECT_EQ(keys.PieceOf(piece)->id, id);
  EXPECT_FALSE(keys.PieceOf("p/v/x").has_value());
  EXPECT_FALSE(keys.LogOf("q/log/0000000000000001").has_value());
  EXPECT_FALSE(ParseHex16("000000000000000g").has_value());
  EXPECT_LT(keys.Log(~std::uint64_t{0}), keys.LogEnd());
}

}  // namespace
}  // namespace rolecall::store
