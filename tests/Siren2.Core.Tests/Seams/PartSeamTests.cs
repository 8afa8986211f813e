using Siren2.Core.Tests.Parts;
using Siren2.Core.Tests.Upsampling;

namespace Siren2.Core.Tests.Seams;

/// <summary>Parts as units of work, wherever and whenever they are fitted.</summary>
public class PartSeamTests
{
    // Six parts.
    private static readonly AudioClip Reference = Clips.Noise(32_000, 16_000, channels: 2);

    private static readonly Lazy<(AudioClip Audio, UpsampleReport Report)> Blind = new(() => Streamed.Fit(Quick.Options, Streamed.Pair(Reference).Clip, 16_000));

    [Fact]
    [Trait("Suite", "slow")]
    public void Parts_fitted_in_shuffled_order_in_two_processes_join_to_the_same_bits_in_a_third() => FitInTwoProcesses(FitMode.Blind);

    [Fact]
    [Trait("Suite", "slow")]
    public void Guided_parts_fitted_in_shuffled_order_in_two_processes_do_too() => FitInTwoProcesses(FitMode.Guided);

    [Fact]
    public void Parts_that_are_no_neighbors_or_of_another_plan_are_refused()
    {
        (AudioClip clip, _) = Streamed.Pair(Reference);
        UpsamplePlan plan = Streamed.Plan(Quick.Options, clip, 16_000);
        FittedPart first = plan.FitPart(0);
        FittedPart second = plan.FitPart(1);
        Assert.Throws<ArgumentException>("previous", () => plan.Join(null, second));
        Assert.Throws<ArgumentException>("previous", () => plan.Join(second, second));
        Assert.Throws<ArgumentException>("part", () => Streamed.Plan(Quick.Options, clip, 24_000).Join(null, first));
        Assert.Throws<ArgumentOutOfRangeException>("index", () => plan.FitPart(plan.PartCount));
        Assert.Throws<ArgumentOutOfRangeException>("index", () => plan.FitPart(-1));
        Assert.Throws<ArgumentNullException>("part", () => plan.Join(first, null!));
    }

    /// <summary>Of equal sizes: a guided part is never called blind, and no result is mixed of two.</summary>
    [Fact]
    public void A_part_of_another_clip_other_options_or_the_other_kind_of_fit_is_none_of_this_plan()
    {
        AudioClip clip = Clips.Noise(3000);
        AudioClip reference = Clips.Noise(6000, 16_000);
        var upsampler = new Upsampler(Quick.Options);
        UpsamplePlan plan = upsampler.Plan(clip, 16_000);
        FittedPart[] others =
        [
            upsampler.Plan(clip, reference).FitPart(0),
            upsampler.Plan(new AudioClip(8000, clip.Channel(0).ToArray().Reverse().ToArray()), 16_000).FitPart(0),
            new Upsampler(Quick.Options with { Detail = 1 }).Plan(clip, 16_000).FitPart(0),
        ];
        foreach (FittedPart other in others)
        {
            Assert.Throws<ArgumentException>("part", () => plan.Join(null, other));
            Assert.Throws<ArgumentException>("part", () => plan.Interior(FittedPart.Parse(other.ToBytes())));
        }

        Assert.Equal(plan.Length, plan.Join(null, FittedPart.Parse(plan.FitPart(0).ToBytes())).Length);
    }

    [Fact]
    public void Bytes_of_a_part_that_are_damaged_are_refused()
    {
        byte[] bytes = new Upsampler(Quick.Options).Plan(Clips.Noise(3000), 16_000).FitPart(0).ToBytes();
        byte[] noNumbers = [.. bytes];
        noNumbers.AsSpan(^400..).Fill(0xFF);
        Assert.Contains(
            "is NaN", Assert.Throws<InvalidDataException>(() => FittedPart.Parse(Resealed.Part(noNumbers))).Message, StringComparison.Ordinal);

        // Two thousand million channels of no samples.
        const int channels = 4 + 64 + 4;
        byte[] many = bytes[..(channels + 12 + 31)];
        BitConverter.TryWriteBytes(many.AsSpan(channels), int.MaxValue);
        many.AsSpan(channels + 4, 8).Clear();
        _ = Assert.Throws<InvalidDataException>(() => FittedPart.Parse(Resealed.Part([.. many, .. new byte[32]])));
    }

    [Fact]
    public async Task Who_waits_for_a_slow_source_to_give_another_part_can_be_canceled()
    {
        (AudioClip clip, _) = Streamed.Pair(Reference);
        using var goOn = new ManualResetEventSlim(initialState: true);
        using var reading = new ManualResetEventSlim();
        var source = new HostSource(clip)
        {
            Reading = (_, _) =>
            {
                reading.Set();
                goOn.Wait();
            },
        };
        UpsamplePlan plan = Streamed.Plan(Quick.Options, source, 16_000);
        goOn.Reset();
        reading.Reset();
        Task<FittedPart> slow = Task.Run(() => plan.FitPart(0));
        reading.Wait();
        using var stop = new CancellationTokenSource();
        Task<FittedPart> waiting = Task.Run(() => plan.FitPart(1, cancellationToken: stop.Token));
        await stop.CancelAsync();

        // Before, it waited for the other's read, which ends only below.
        _ = await Assert.ThrowsAnyAsync<OperationCanceledException>(() => waiting.WaitAsync(TimeSpan.FromMinutes(1)));
        goOn.Set();
        Assert.Equal(0, (await slow).Index);
    }

    [Fact]
    public void A_player_that_begins_in_the_midst_finds_the_samples_of_the_whole_clip_without_the_parts_before()
    {
        (AudioClip clip, _) = Streamed.Pair(Reference);
        (AudioClip expected, UpsampleReport report) = Blind.Value;
        UpsamplePlan plan = Streamed.Plan(Quick.Options, clip, 16_000);
        Assert.Equal(0, plan.StartOf(0));
        for (int index = report.PartCount - 1; index >= 0; index--)
        {
            AudioClip interior = plan.Interior(plan.FitPart(index));
            int start = (int)plan.StartOf(index) + (index == 0 ? 0 : plan.Overlap);
            long end = index == plan.PartCount - 1 ? plan.Length : plan.StartOf(index + 1);
            Assert.Equal(end, start + interior.Length);
            Measure.AssertSameBits(expected.Slice(start, interior.Length), interior);
        }

        Assert.Throws<ArgumentOutOfRangeException>("index", () => plan.StartOf(plan.PartCount));
        Assert.Throws<ArgumentOutOfRangeException>("index", () => plan.StartOf(-1));
        Assert.Throws<ArgumentException>("part", () => Streamed.Plan(Quick.Options, clip, 24_000).Interior(plan.FitPart(0)));
        UpsamplePlan whole = new Upsampler(Quick.Options).Plan(clip, 16_000);
        Assert.Equal((1, 0, 0), (whole.PartCount, whole.Overlap, whole.StartOf(0)));
        Assert.Equal(whole.Length, whole.Interior(whole.FitPart(0)).Length);
    }

    [Fact]
    public void A_record_cut_or_changed_in_its_head_is_refused()
    {
        (AudioClip clip, _) = Streamed.Pair(Reference);
        UpsamplePlan plan = Streamed.Plan(Quick.Options, clip, 16_000);
        byte[] record = plan.FitPart(0).ToBytes();
        foreach (int length in (int[])[0, 3, 4, 20, 40, record.Length - 1])
        {
            Assert.Throws<InvalidDataException>(() => FittedPart.Parse(record.AsSpan(0, length)));
        }

        // Mark, 64 bytes of the plan's hashes, number, channels, length and overlap; another plan or number is for the plan to refuse.
        for (int i = 0; i < 84; i++)
        {
            byte[] damaged = [.. record];
            damaged[i] ^= 0x80;
            Assert.Throws<InvalidDataException>(() => FittedPart.Parse(damaged));
            damaged = Resealed.Part(damaged);
            if (i is >= 4 and < 71)
            {
                var other = FittedPart.Parse(damaged);
                Assert.ThrowsAny<ArgumentException>(() => plan.Join(null, other));
            }
            else
            {
                Assert.Throws<InvalidDataException>(() => FittedPart.Parse(damaged));
            }
        }
    }

    [Fact]
    public void A_job_in_parts_is_kept_by_any_store()
    {
        (AudioClip clip, _) = Streamed.Pair(Reference);
        var store = new MemoryCheckpoints();
        UpsamplerOptions kept = Quick.Options with { CheckpointStore = store };
        (AudioClip expected, UpsampleReport report) = Blind.Value;
        int written = 0;
        _ = Assert.Throws<TimeZoneNotFoundException>(() =>
            Streamed.Fit(kept, clip, 16_000, write: _ => written = written < 1 ? written + 1 : throw new TimeZoneNotFoundException("stopped")));
        Assert.Equal(2, store.RecordCount);
        Measure.AssertSameBits(expected, Streamed.Fit(kept, clip, 16_000).Audio);
        Assert.Equal(report.PartCount, store.RecordCount);
        Assert.Equal(1, store.JobCount);
        Assert.Throws<ArgumentException>(() => new Upsampler(kept with { CheckpointFile = "file" }));
    }

    private static void FitInTwoProcesses(FitMode mode)
    {
        (AudioClip clip, AudioClip reference) = Streamed.Pair(Reference);
        IAudioSource? original = mode == FitMode.Guided ? reference : null;
        (AudioClip expected, UpsampleReport report) = mode == FitMode.Blind ? Blind.Value : Streamed.Fit(Quick.Options, clip, 16_000, original);
        Assert.InRange(report.PartCount, 4, 20);

        // Nothing is handed over but files of samples and of parts; each process makes a plan of its own.
        string folder = Directory.CreateTempSubdirectory("siren2-parts").FullName;
        byte[][] records;
        try
        {
            clip.Save(Path.Combine(folder, "clip.wav"), WaveEncoding.Float32);
            (original as AudioClip)?.Save(Path.Combine(folder, "reference.wav"), WaveEncoding.Float32);
            int[] order = [.. Enumerable.Range(0, report.PartCount)];
            new Random(3).Shuffle(order);
            Parallel.Invoke(
                () => PartWorker.Run(folder, 16_000, threads: 1, order.Where((_, i) => i % 2 == 0)),
                () => PartWorker.Run(folder, 16_000, threads: 2, order.Where((_, i) => i % 2 == 1)));
            records = [.. Enumerable.Range(0, report.PartCount).Select(part => PartWorker.Read(folder, part))];
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }

        UpsamplePlan join = Streamed.Plan(Quick.Options, clip, 16_000, original);
        Assert.Equal(report.PartCount, join.PartCount);
        FittedPart[] parts = [.. records.Select(record => FittedPart.Parse(record))];
        var joined = new List<AudioClip>();
        for (int index = 0; index < parts.Length; index++)
        {
            joined.Add(join.Join(index == 0 ? null : parts[index - 1], parts[index]));
        }

        Measure.AssertSameBits(expected, Streamed.Whole(joined));
        Assert.Equal(report.NetworkCount, parts.Sum(part => part.NetworkCount));
        Assert.Equal(report.ParameterCount, parts.Sum(part => part.ParameterCount));
        Assert.Equal(records[1], join.FitPart(1).ToBytes());
    }
}
