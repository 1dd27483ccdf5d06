// Connections without sockets that anybody reads: who is shed for whom.
#include "http/connections.h"

#include <gtest/gtest.h>
#include <sys/socket.h>
#include <unistd.h>

#include <deque>

#include "http/peer.h"

namespace rolecall::http {
namespace {

using State = Connection::State;

class FakeConnection final : public Connection {
 public:
  explicit FakeConnection(std::string peer, State state = State::kIdle) : FakeConnection(peer, state, Pair()) {}
  ~FakeConnection() override {
    close(pair_.first);
    close(pair_.second);
  }
  void Holds(std::size_t bytes, bool known) {
    ExchangeHeldBytes(bytes);
    set_known_sender(known);
  }

 private:
  FakeConnection(std::string peer, State state, std::pair<int, int> pair)
      : Connection(pair.first, std::move(peer)), pair_(pair) {
    Enter(state, std::chrono::hours(1));
  }
  static std::pair<int, int> Pair() {
    int ends[2] = {-1, -1};
    EXPECT_EQ(socketpair(AF_UNIX, SOCK_STREAM, 0, ends), 0);
    return {ends[0], ends[1]};
  }
  const std::pair<int, int> pair_;
};

TEST(Connections, OnePeerCannotTakeAll) {
  Connections all({.all = 100, .per_peer = 2, .trusted_peers = {"192.0.2.9"}});
  FakeConnection busy1("192.0.2.1", State::kHandling), busy2("192.0.2.1", State::kHandling), third("192.0.2.1");
  EXPECT_TRUE(all.Add(&busy1));
  EXPECT_TRUE(all.Add(&busy2));
  EXPECT_FALSE(all.Add(&third));
  FakeConnection other("192.0.2.2");
  EXPECT_TRUE(all.Add(&other));
  for (const char* peer : {"192.0.2.9", "127.0.0.1", "::"}) {
    FakeConnection a(peer, State::kHandling), b(peer, State::kHandling), c(peer, State::kHandling);
    EXPECT_TRUE(all.Add(&a) && all.Add(&b) && all.Add(&c)) << peer;
    for (FakeConnection* gone : {&a, &b, &c}) all.Remove(gone);
  }
  for (FakeConnection* gone : {&busy1, &busy2, &other}) all.Remove(gone);
}

TEST(Connections, APeerAtItsBoundLosesItsOwnIdleOne) {
  Connections all({.all = 100, .per_peer = 2});
  FakeConnection idle("192.0.2.1"), busy("192.0.2.1", State::kHandling), others("192.0.2.2"), next("192.0.2.1");
  for (FakeConnection* one : {&idle, &busy, &others, &next}) EXPECT_TRUE(all.Add(one));
  EXPECT_TRUE(idle.was_shed());
  EXPECT_FALSE(busy.was_shed());
  EXPECT_FALSE(others.was_shed());
  for (FakeConnection* gone : {&idle, &busy, &others, &next}) all.Remove(gone);
}

TEST(Connections, WhoHasMostMakesRoomFirst) {
  Connections all({.all = 4, .per_peer = 4});
  FakeConnection lone("192.0.2.1", State::kIdle), a("192.0.2.2", State::kHead), b("192.0.2.2", State::kHead),
      c("192.0.2.2", State::kHead), fresh("192.0.2.3");
  for (FakeConnection* one : {&lone, &a, &b, &c}) ASSERT_TRUE(all.Add(one));
  EXPECT_TRUE(all.Add(&fresh));
  EXPECT_TRUE(a.was_shed());
  EXPECT_FALSE(lone.was_shed() || b.was_shed() || c.was_shed());
  for (FakeConnection* gone : {&lone, &a, &b, &c, &fresh}) all.Remove(gone);
}

TEST(Connections, RoomIsMadeByWhoIsMissedLeast) {
  Connections all({.all = 6, .per_peer = 6});
  FakeConnection handled("192.0.2.1", State::kHandling), writing("192.0.2.1", State::kWriting),
      known("192.0.2.1", State::kBody), unknown("192.0.2.1", State::kBody), head("192.0.2.1", State::kHead),
      idle("192.0.2.1", State::kIdle);
  known.Holds(1, true);
  for (FakeConnection* one : {&handled, &writing, &known, &unknown, &head, &idle}) ASSERT_TRUE(all.Add(one));
  std::deque<FakeConnection> next;
  for (FakeConnection* victim : {&idle, &head, &unknown, &known, &writing}) {
    EXPECT_FALSE(victim->was_shed());
    EXPECT_TRUE(all.Add(&next.emplace_back("192.0.2.1", State::kHandling)));
    EXPECT_TRUE(victim->was_shed());
  }
  EXPECT_FALSE(all.Add(&next.emplace_back("192.0.2.1", State::kHandling)));
  EXPECT_FALSE(handled.was_shed());
  for (FakeConnection& gone : next) all.Remove(&gone);
  for (FakeConnection* gone : {&handled, &writing, &known, &unknown, &head, &idle}) all.Remove(gone);
}

TEST(Connections, OnlyUnfinishedBodiesOfUnknownSendersAreGivenUp) {
  Connections all({});
  FakeConnection known("192.0.2.1", State::kBody), large("192.0.2.1", State::kBody), small("192.0.2.2", State::kHead),
      handled("192.0.2.2", State::kHandling);
  known.Holds(1000, true);
  large.Holds(500, false);
  small.Holds(50, false);
  handled.Holds(5000, false);
  for (FakeConnection* one : {&known, &large, &small, &handled}) ASSERT_TRUE(all.Add(one));
  EXPECT_EQ(all.ShedBodies(100), 500u);
  EXPECT_TRUE(large.was_shed());
  EXPECT_FALSE(small.was_shed());
  EXPECT_EQ(all.ShedBodies(100), 50u);
  EXPECT_EQ(all.ShedBodies(100), 0u);
  EXPECT_FALSE(known.was_shed() || handled.was_shed());
  for (FakeConnection* gone : {&known, &large, &small, &handled}) all.Remove(gone);
}

TEST(Connections, APeerOfIpv6IsANetwork) {
  EXPECT_EQ(PeerOf("192.0.2.7"), "192.0.2.7");
  EXPECT_EQ(PeerOf("2001:db8:1:2:3:4:5:6"), PeerOf("2001:db8:1:2::1"));
  EXPECT_NE(PeerOf("2001:db8:1:2::1"), PeerOf("2001:db8:1:3::1"));
  EXPECT_EQ(PeerOf("::1"), "::");
}

}  // namespace
}  // namespace rolecall::http
