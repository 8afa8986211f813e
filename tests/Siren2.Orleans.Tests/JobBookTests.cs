using System.Net;
using Siren2.Orleans.Jobs;
using Siren2.Orleans.Messages;

namespace Siren2.Orleans.Tests;

/// <summary>The book of a job, without a cluster.</summary>
public sealed class JobBookTests
{
    private static readonly DateTimeOffset Start = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);
    private static readonly ClipShape Single = new(1, "one");
    private static readonly ClipShape Three = new(3, "three");

    private readonly Dictionary<string, long> _numbers = [];

    [Fact]
    public void Parts_of_a_clip_that_was_begun_come_before_the_next_clip_and_its_join_beside_them()
    {
        JobBook book = Book(clips: 2);
        Assert.Equal([new WorkUnit(0, 0)], Ask(book, "a", free: 1));
        WorkUnit[] others = Ask(book, "b", free: 1);
        Assert.Equal([new WorkUnit(1, 0)], others);
        Report(book, "a", free: 0, running: [new RunningUnit(new WorkUnit(0, 0), 0, Three)]);
        Assert.Equal(
            [new WorkUnit(0, WorkUnit.Join), new WorkUnit(0, 1), new WorkUnit(0, 2)],
            Report(book, "b", free: 5, joins: 5, running: [new RunningUnit(new WorkUnit(1, 0), 0, Single)]).Begin.Select(begin => begin.Unit));
    }

    [Fact]
    public void A_worker_that_is_lost_gives_its_work_to_the_next_and_what_it_ends_later_still_counts()
    {
        JobBook book = Book(clips: 1);
        Ask(book, "a", free: 1);
        Assert.Empty(Ask(book, "b", free: 1));
        book.Expire(_ => false, Start);
        Assert.Empty(Ask(book, "b", free: 1));
        book.Expire(worker => worker.Id == "a", Start);
        Assert.Equal([new WorkUnit(0, 0)], Ask(book, "b", free: 1));
        Report(book, "a", free: 0, ended: [new EndedUnit(new WorkUnit(0, 0), UnitEnd.Done, Single)]);
        Assert.True(book.IsComplete);
        Assert.Equal([new WorkUnit(0, 0)], Report(book, "b", free: 0, running: [new RunningUnit(new WorkUnit(0, 0), 0, Single)]).Stop);
        Assert.Equal(1, book.PartsDone);
    }

    [Fact]
    public void Who_is_not_heard_of_for_the_time_of_a_lease_is_lost()
    {
        JobBook book = Book(clips: 1);
        Ask(book, "a", free: 1);
        book.Expire(_ => false, Start + TimeSpan.FromSeconds(59));
        Assert.False(book.IsIdle);
        book.Expire(_ => false, Start + TimeSpan.FromSeconds(61));
        Assert.True(book.IsIdle);
    }

    [Fact]
    public void An_answer_that_never_arrived_is_given_again_and_a_report_that_comes_late_is_not_heard()
    {
        JobBook book = Book(clips: 1);
        Ask(book, "a", free: 1);
        Assert.Equal([new WorkUnit(0, 0)], Ask(book, "a", free: 1));
        _numbers["a"]--;
        Assert.Same(WorkerOrders.None, Report(book, "a", free: 1));
        Assert.False(book.IsIdle);
    }

    [Fact]
    public void A_book_that_was_opened_anew_learns_from_reports_who_does_what()
    {
        JobBook before = Book(clips: 2);
        Ask(before, "a", free: 1);
        Report(before, "a", free: 0, running: [new RunningUnit(new WorkUnit(0, 0), 0, Three)]);
        Report(before, "a", free: 0, ended: [new EndedUnit(new WorkUnit(0, 0), UnitEnd.Done, Three)]);
        ProgressRecord record = before.Record(new ProgressRecord());
        Assert.False(before.IsChanged);
        JobBook book = Book(clips: 2, record);
        Assert.Equal(1, book.PartsDone);
        Assert.Empty(Report(book, "b", free: 0, running: [new RunningUnit(new WorkUnit(0, 2), 0.5f, Three)]).Stop);
        Assert.Equal([new WorkUnit(0, 2)], Report(book, "c", free: 0, running: [new RunningUnit(new WorkUnit(0, 2), 0, Three)]).Stop);
        Assert.Equal([new WorkUnit(0, 1), new WorkUnit(1, 0)], Ask(book, "a", free: 5));
        Assert.Equal((1 / 3.0 + 0.5 / 3) / 2, book.Progress(record).Fraction, 1e-6);
    }

    [Fact]
    public void A_part_that_fails_waits_longer_each_time_and_takes_its_clip_with_it_in_the_end()
    {
        JobBook book = Book(clips: 1);
        DateTimeOffset now = Start;
        for (int attempt = 1; attempt <= 3; attempt++)
        {
            Assert.Equal([new WorkUnit(0, 0)], Ask(book, "a", free: 1, now));
            Report(book, "a", free: 0, now, ended: [new EndedUnit(new WorkUnit(0, 0), UnitEnd.Failed, Error: $"error {attempt}")]);
            Assert.Empty(Ask(book, "a", free: 1, now + (attempt * TimeSpan.FromSeconds(5)) - TimeSpan.FromTicks(1)));
            now += attempt * TimeSpan.FromSeconds(5);

            // Nor is it forgotten by a grain that is activated anew.
            book = Book(clips: 1, book.Record(new ProgressRecord()));
            _numbers.Clear();
        }

        Assert.Equal("error 3", Assert.Single(book.Failures).Error);
        Assert.True(book.IsComplete);
    }

    [Fact]
    public void A_part_that_takes_silo_after_silo_down_takes_its_clip_with_it()
    {
        JobBook book = Book(clips: 1);
        for (int loss = 0; loss < 4; loss++)
        {
            Assert.Equal([new WorkUnit(0, 0)], Ask(book, $"worker {loss}", free: 1));
            book.Expire(_ => true, Start);
        }

        Assert.Contains("4 silos", Assert.Single(book.Failures).Error, StringComparison.Ordinal);
    }

    [Fact]
    public void A_silo_of_another_version_gets_no_part_of_a_clip_that_was_begun_until_nobody_else_could_end_it()
    {
        JobBook book = Book(clips: 1);
        Ask(book, "a", free: 1);
        Report(book, "a", free: 0, ended: [new EndedUnit(new WorkUnit(0, 0), UnitEnd.Done, Three)]);
        Assert.Empty(Report(book, "b", free: 5, joins: 1, engine: "new").Begin);
        book.Expire(worker => worker.Id == "a", Start);
        Assert.Empty(Report(book, "b", free: 5, joins: 1, engine: "new").Begin);
        DateTimeOffset later = Start + TimeSpan.FromSeconds(61);
        Report(book, "b", free: 0, later, engine: "new");
        book.Expire(_ => false, later);
        Assert.Equal([new WorkUnit(0, 0)], Report(book, "b", free: 5, later, joins: 1, engine: "new").Begin.Select(begin => begin.Unit));
    }

    [Fact]
    public void A_part_of_another_plan_is_not_taken_and_its_number_is_given_again()
    {
        foreach (bool hasEnded in (bool[])[false, true])
        {
            _numbers.Clear();
            JobBook book = Book(clips: 1);
            Ask(book, "a", free: 1);
            book.Expire(_ => true, Start);
            Assert.Equal([new WorkUnit(0, 0)], Ask(book, "b", free: 1));

            // The first was not dead, and tells its plan first; then a part is asked for while number 0 is the other's.
            Report(book, "a", free: 0, running: [new RunningUnit(new WorkUnit(0, 0), 0, Three)]);
            Assert.Equal([new WorkUnit(0, 1), new WorkUnit(0, 2)], Ask(book, "a", free: 2));
            var other = new ClipShape(3, "another");
            if (hasEnded)
            {
                Report(book, "b", free: 0, ended: [new EndedUnit(new WorkUnit(0, 0), UnitEnd.Done, other)]);
            }
            else
            {
                Assert.Equal([new WorkUnit(0, 0)], Report(book, "b", free: 0, running: [new RunningUnit(new WorkUnit(0, 0), 0, other)]).Stop);
            }

            Assert.Equal(0, book.PartsDone);
            Assert.Equal([new WorkUnit(0, 0)], Ask(book, "c", free: 1));
        }
    }

    [Fact]
    public void A_part_that_is_done_and_that_the_join_does_not_find_is_given_again_after_a_lease_and_not_for_ever()
    {
        JobBook book = Book(clips: 1);
        Ask(book, "a", free: 1);
        Report(book, "a", free: 0, joins: 1, running: [new RunningUnit(new WorkUnit(0, 0), 0, Three)]);
        DateTimeOffset now = Start;
        WorkUnit[] Join(int? awaited, TimeSpan later, params EndedUnit[] ended)
        {
            RunningUnit[] running = [new RunningUnit(new WorkUnit(0, WorkUnit.Join), 0, Three, awaited)];
            return [.. Report(book, "a", free: 1, now += later, running: running, ended: ended).Begin.Select(begin => begin.Unit)];
        }

        // What is not done yet is waited for in peace, and so is what comes to light after a while.
        var done = new EndedUnit(new WorkUnit(0, 0), UnitEnd.Done, Three);
        Assert.Equal([new WorkUnit(0, 1)], Join(0, TimeSpan.Zero, done));
        Assert.Equal([new WorkUnit(0, 2)], Join(0, TimeSpan.Zero, done with { Unit = new WorkUnit(0, 1) }));
        Assert.Empty(Join(0, TimeSpan.FromSeconds(59), done with { Unit = new WorkUnit(0, 2) }));
        Assert.Empty(Join(null, TimeSpan.FromSeconds(2)));
        Assert.Empty(Join(1, TimeSpan.FromSeconds(2)));
        for (int loss = 1; loss < 3; loss++)
        {
            Assert.Empty(Join(1, TimeSpan.FromSeconds(60)));
            Assert.Equal([new WorkUnit(0, 1)], Join(1, TimeSpan.FromSeconds(1)));
            Assert.Equal(2, book.PartsDone);
            Assert.Empty(Join(1, TimeSpan.FromSeconds(1), done with { Unit = new WorkUnit(0, 1) }));
            Assert.Equal(3, book.PartsDone);
        }

        Assert.Empty(Join(1, TimeSpan.FromSeconds(61)));
        Assert.Contains("Part 1 was written 3 times", Assert.Single(book.Failures).Error, StringComparison.Ordinal);
        Assert.Equal([new WorkUnit(0, WorkUnit.Join)], Report(book, "a", 0, now, running: [new RunningUnit(new WorkUnit(0, WorkUnit.Join), 0, Three)]).Stop);
    }

    [Fact]
    public void A_silo_that_stops_gives_its_work_back_without_blame()
    {
        JobBook book = Book(clips: 1);
        for (int i = 0; i < 20; i++)
        {
            Assert.Equal([new WorkUnit(0, 0)], Ask(book, "a", free: 1));
            Report(book, "a", free: 0, ended: [new EndedUnit(new WorkUnit(0, 0), UnitEnd.Returned)]);
        }

        Assert.Empty(book.Failures);
    }

    [Fact]
    public void A_record_of_a_later_version_is_refused_by_name() =>
        Assert.Contains("version 2", Assert.Throws<NotSupportedException>(() => RecordVersion.Check(2, "Job 'a'")).Message, StringComparison.Ordinal);

    private static JobBook Book(int clips, ProgressRecord? record = null) => new(
        new UpsampleJobRequest
        {
            Clips = [.. Enumerable.Range(0, clips).Select(clip => new ClipRequest { Input = $"in/{clip}", Output = $"out/{clip}" })],
            TargetSampleRate = 16_000,
        },
        record ?? new ProgressRecord(),
        new JobLimits(MaximumAttempts: 3, MaximumLosses: 4, TimeSpan.FromSeconds(5), TimeSpan.FromMinutes(1)));

    private WorkUnit[] Ask(JobBook book, string worker, int free, DateTimeOffset? now = null) =>
        [.. Report(book, worker, free, now).Begin.Select(begin => begin.Unit)];

    private WorkerOrders Report(
        JobBook book, string worker, int free, DateTimeOffset? now = null, int joins = 0, string engine = "old", RunningUnit[]? running = null,
        EndedUnit[]? ended = null)
    {
        long number = _numbers[worker] = _numbers.GetValueOrDefault(worker) + 1;
        var report = new WorkerReport
        {
            Worker = worker,
            SiloName = $"silo of {worker}",
            Silo = SiloAddress.New(IPAddress.Loopback, 1, 1),
            Engine = engine,
            Number = number,
            Free = free,
            FreeJoins = joins,
            Running = running ?? [],
            Ended = ended ?? [],
        };
        return book.Take(report, now ?? Start, gives: true);
    }
}
