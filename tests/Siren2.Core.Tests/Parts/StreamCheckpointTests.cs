using Siren2.Core.Tests.Upsampling;
using Siren2.Decimation;
using Siren2.Losses;

namespace Siren2.Core.Tests.Parts;

/// <summary>
/// A job part by part that stopped, however that came about, goes on from its checkpoint, hands the same parts over again, and ends as if it had
/// not.
/// </summary>
public sealed class StreamCheckpointTests : IDisposable
{
    private const int Length = 20_000;

    // Mark, version, two hashes; length and hash of a record.
    private const int HeaderLength = 20 + 4 + 32 + 32;
    private const int PrefixLength = 8 + 32;

    private static readonly UpsamplerOptions Options = Quick.Options with { InputFilter = AntiAliasingFilter.Ideal, Bandwidth = 1e6 };

    private static readonly AudioClip Clip = Clips.Noise(Length, channels: 2);

    private static readonly Lazy<(AudioClip Audio, UpsampleReport Report)> Expected = new(() => Streamed.Fit(Options, Clip, 16_000));

    private readonly string _folder = Directory.CreateTempSubdirectory("siren2-stream-").FullName;

    public static TheoryData<string> Stops => ["write", "progress", "cancellation", "source"];

    private string File => Path.Combine(_folder, "job.checkpoint");

    private UpsamplerOptions Kept => Options with { CheckpointFile = File };

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [MemberData(nameof(Stops))]
    [Trait("Suite", "slow")]
    public void A_job_that_stops_in_every_part_in_turn_ends_with_the_same_bits_and_the_same_report(string stop)
    {
        (AudioClip expected, UpsampleReport report) = Expected.Value;
        Assert.InRange(report.PartCount, 3, 10);
        for (int part = 0; part < report.PartCount; part++)
        {
            // What was handed over before the stop has to be handed over again, to the bit.
            var written = new List<AudioClip>();
            StopIn(part, stop, written.Add);
            Assert.Equal(stop == "write" ? part + 1 : part, written.Count);
            for (int index = 0, start = 0; index < written.Count; start += written[index].Length, index++)
            {
                IAudioSource whole = expected;
                Measure.AssertSameBits(whole.Read(start, written[index].Length), written[index]);
            }
        }

        var progress = new ProgressRecorder();
        AssertEqual(Streamed.Fit(Kept, Clip, 16_000, progress: progress));

        // All but the last part, or all where writing was what failed, was done before; whoever watches hears of it.
        double done = (report.PartCount - (stop == "write" ? 0.0 : 1.0)) / report.PartCount;
        Assert.Equal(done, progress.Steps[0].Fraction, 1e-9);
        Assert.Equal(1, progress.Steps[^1].Fraction);
    }

    [Fact]
    public void A_guided_job_goes_on_and_reports_the_gain_of_all_parts()
    {
        (AudioClip clip, AudioClip reference) = Clips.Pair(Length);
        (AudioClip expected, UpsampleReport report) = Streamed.Fit(Options, clip, 16_000, reference);
        int parts = 0;
        _ = Assert.Throws<TimeZoneNotFoundException>(() => Streamed.Fit(Kept, clip, 16_000, reference, write: _ => Fail(++parts == 2)));
        (AudioClip audio, UpsampleReport again) = Streamed.Fit(Kept, clip, 16_000, reference);
        Measure.AssertSameBits(expected, audio);
        Assert.Equal(report, again with { Elapsed = report.Elapsed });
        Assert.True(report.GainOverBaseline > 0);
    }

    [Fact]
    [Trait("Suite", "slow")]
    public void A_finished_job_is_not_fitted_again_and_tells_its_end()
    {
        AssertEqual(Streamed.Fit(Kept, Clip, 16_000));
        byte[] before = System.IO.File.ReadAllBytes(File);
        var progress = new ProgressRecorder();
        AssertEqual(Streamed.Fit(Kept, Clip, 16_000, progress: progress));
        Assert.Equal(before, System.IO.File.ReadAllBytes(File));
        FitProgress told = Assert.Single(progress.Steps);
        Assert.Equal((1.0, -1), (told.Fraction, told.Network));
    }

    [Fact]
    public void Handing_finished_parts_over_again_can_be_canceled()
    {
        _ = Streamed.Fit(Kept, Clip, 16_000);
        using var source = new CancellationTokenSource();
        int parts = 0;
        _ = Assert.Throws<OperationCanceledException>(() => Streamed.Fit(
            Kept,
            Clip,
            16_000,
            write: _ =>
            {
                parts++;
                source.Cancel();
            },
            cancellationToken: source.Token));
        Assert.Equal(1, parts);
    }

    [Fact]
    public void What_was_canceled_is_not_kept()
    {
        UpsamplerOptions best = Kept with { OnCancellation = CancellationBehavior.ReturnBest, MaxDegreeOfParallelism = 1 };
        using var source = new CancellationTokenSource();
        int parts = 0;
        UpsampleReport report = Streamed.Fit(best, Clip, 16_000, write: _ => CancelIf(source, ++parts == 2), cancellationToken: source.Token).Report;
        Assert.True(report.WasCanceled);
        AssertEqual(Streamed.Fit(best, Clip, 16_000));
    }

    [Fact]
    [Trait("Suite", "slow")]
    public void A_checkpoint_cut_at_any_byte_is_gone_on_with()
    {
        AssertEqual(Streamed.Fit(Kept, Clip, 16_000));
        byte[] whole = System.IO.File.ReadAllBytes(File);
        var random = new Random(1);
        foreach (int length in (int[])[0, 1, 50, 87, 88, 100, 127, 128, whole.Length - 1, .. Enumerable.Range(0, 5).Select(_ => random.Next(whole.Length))])
        {
            System.IO.File.WriteAllBytes(File, whole[..length]);
            AssertEqual(Streamed.Fit(Kept, Clip, 16_000));
            Assert.Equal(whole, System.IO.File.ReadAllBytes(File));
        }
    }

    [Fact]
    [Trait("Suite", "slow")]
    public void A_checkpoint_with_a_changed_byte_is_refused_or_does_not_show_in_the_result()
    {
        AssertEqual(Streamed.Fit(Kept, Clip, 16_000));
        byte[] whole = System.IO.File.ReadAllBytes(File);
        var random = new Random(2);
        int refused = 0;
        for (int trial = 0; trial < 25; trial++)
        {
            byte[] damaged = [.. whole];
            int place = trial < 10 ? random.Next(180) : random.Next(whole.Length);
            damaged[place] ^= (byte)(1 << random.Next(8));
            System.IO.File.WriteAllBytes(File, damaged);
            try
            {
                AssertEqual(Streamed.Fit(Kept, Clip, 16_000));
            }
            catch (InvalidDataException e)
            {
                refused++;
                Assert.Contains(File, e.Message, StringComparison.Ordinal);
                Assert.Matches("delete it|name another file", e.Message);
                Assert.Equal(damaged, System.IO.File.ReadAllBytes(File));
            }
        }

        Assert.InRange(refused, 20, 25);
    }

    [Fact]
    public void A_whole_record_of_another_part_is_damage()
    {
        AssertEqual(Streamed.Fit(Kept, Clip, 16_000));
        byte[] whole = System.IO.File.ReadAllBytes(File);
        var records = new List<byte[]>();
        for (int start = HeaderLength; start < whole.Length; start += records[^1].Length)
        {
            records.Add(whole[start..(start + PrefixLength + (int)BitConverter.ToInt64(whole, start))]);
        }

        Assert.Equal(Expected.Value.Report.PartCount, records.Count);
        System.IO.File.WriteAllBytes(File, [.. whole[..HeaderLength], .. records[^1]]);
        AssertRefused("is damaged", () => Streamed.Fit(Kept, Clip, 16_000));
    }

    [Fact]
    public void A_checkpoint_of_another_job_is_refused_with_the_reason_and_left_alone()
    {
        _ = Streamed.Fit(Kept, Clip, 16_000);
        byte[] whole = System.IO.File.ReadAllBytes(File);
        AudioClip shorter = Clips.Noise(Length - 1, channels: 2);
        AssertRefused("another clip", () => Streamed.Fit(Kept, shorter, 16_000));
        AssertRefused("another clip", () => Streamed.Fit(Kept, Clip, 16_000, new AudioClip(16_000, new float[2 * Length], new float[2 * Length])));
        foreach (UpsamplerOptions other in (UpsamplerOptions[])
            [
                Kept with { Seed = 4 },
                Kept with { Detail = 0.6 },
                Kept with { InputFilter = AntiAliasingFilter.Sox },
                Kept with { Blind = Kept.Blind with { Fit = Kept.Blind.Fit with { StepCount = 5 } } },
                Kept with { Blind = Kept.Blind with { ExtraLoss = new(new MeanSquaredErrorLoss(), 1) } },
            ])
        {
            AssertRefused("other options", () => Streamed.Fit(other, Clip, 16_000));
        }

        AssertRefused("other options", () => Streamed.Fit(Kept, Clip, 16_001));
        AssertRefused("other options", () => Streamed.Fit(Kept, Clip, 16_000, sizes: Streamed.Sizes with { Samples = 1 << 16 }));
        Assert.Equal(whole, System.IO.File.ReadAllBytes(File));

        // What does not change the bits does not matter either.
        AssertEqual(Streamed.Fit(Kept with { MaxDegreeOfParallelism = 1, OnCancellation = CancellationBehavior.ReturnBest }, Clip, 16_000));
    }

    [Fact]
    public void Jobs_in_memory_and_part_by_part_refuse_each_others_checkpoints_and_leave_them_alone()
    {
        AudioClip clip = Clips.Noise(5000);
        var upsampler = new Upsampler(Kept);
        _ = upsampler.FitAndPredict(clip, 16_000);
        byte[] inMemory = System.IO.File.ReadAllBytes(File);
        AssertRefused("another kind of job", () => upsampler.FitAndWrite(clip, 16_000, _ => { }));
        Assert.Equal(inMemory, System.IO.File.ReadAllBytes(File));

        System.IO.File.Delete(File);
        _ = upsampler.FitAndWrite(clip, 16_000, _ => { });
        byte[] streamed = System.IO.File.ReadAllBytes(File);
        AssertRefused("another kind of job", () => upsampler.FitAndPredict(clip, 16_000));
        Assert.Equal(streamed, System.IO.File.ReadAllBytes(File));
    }

    [Fact]
    public void A_checkpoint_that_another_job_is_using_or_that_cannot_be_is_refused()
    {
        using (new FileStream(File, FileMode.Create, FileAccess.ReadWrite, FileShare.None))
        {
            _ = Assert.Throws<IOException>(() => Streamed.Fit(Kept, Clip, 16_000));
        }

        _ = Assert.Throws<UnauthorizedAccessException>(() => Streamed.Fit(Options with { CheckpointFile = _folder }, Clip, 16_000));
    }

    private static void AssertEqual((AudioClip Audio, UpsampleReport Report) actual)
    {
        (AudioClip audio, UpsampleReport report) = Expected.Value;
        Measure.AssertSameBits(audio, actual.Audio);
        Assert.Equal(report, actual.Report with { Elapsed = report.Elapsed });
    }

    private static void AssertRefused(string reason, Action fit) =>
        Assert.Contains(reason, Assert.Throws<InvalidDataException>(fit).Message, StringComparison.Ordinal);

    private static void Fail(bool now)
    {
        if (now)
        {
            throw new TimeZoneNotFoundException("stopped");
        }
    }

    private static void CancelIf(CancellationTokenSource source, bool now)
    {
        if (now)
        {
            source.Cancel();
        }
    }

    /// <summary>Runs the job until it is stopped in one of its parts, by whatever the name says.</summary>
    private void StopIn(int part, string stop, Action<AudioClip> write)
    {
        using var cancellation = new CancellationTokenSource();
        int reports = 0;
        int written = 0;
        var progress = new ProgressRecorder(_ =>
        {
            CancelIf(cancellation, stop == "cancellation" && written == part);
            Fail(stop == "progress" && written == part && reports++ == 2);
        });
        IAudioSource source = new HostSource(Clip) { Reading = (_, _) => Fail(stop == "source" && written == part) };
        try
        {
            _ = Streamed.Fit(
                Kept,
                source,
                16_000,
                write: audio =>
                {
                    write(audio);
                    Fail(stop == "write" && written++ == part);
                    written += stop == "write" ? 0 : 1;
                },
                progress: progress,
                cancellationToken: cancellation.Token);
            Assert.Fail("The job was not stopped.");
        }
        catch (Exception e) when (e is TimeZoneNotFoundException or OperationCanceledException)
        {
            Assert.Equal(stop == "cancellation", e is OperationCanceledException);
        }
    }
}
