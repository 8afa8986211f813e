using Microsoft.Extensions.Logging;
using Siren2.Core.Tests.Upsampling;
using Siren2.Decimation;

namespace Siren2.Core.Tests.Parts;

/// <summary>Sources, files and handlers of hosts that fail or ask for what cannot be.</summary>
public sealed class StreamHostTests : IDisposable
{
    private static readonly UpsamplerOptions Options = Quick.Options with { InputFilter = AntiAliasingFilter.Ideal, Bandwidth = 1e6 };

    private static readonly AudioClip Clip = Clips.Noise(20_000, channels: 2);

    private static readonly Lazy<(AudioClip Whole, IReadOnlyList<AudioClip> Parts)> Written = new(() =>
    {
        var parts = new List<AudioClip>();
        return (Streamed.Fit(Options, Clip, 16_000, write: parts.Add).Audio, parts);
    });

    private readonly string _folder = Directory.CreateTempSubdirectory("siren2-stream-").FullName;

    private string File => Path.Combine(_folder, "result.wav");

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    [Trait("Suite", "slow")]
    public void What_a_source_throws_comes_out_as_it_is_in_whichever_read()
    {
        var reads = new List<(long Start, int Count)>();
        _ = Streamed.Fit(Options, new HostSource(Clip) { Reading = (start, count) => reads.Add((start, count)) }, 16_000);
        foreach (int failing in (int[])[0, reads.Count / 2, reads.Count - 1])
        {
            int read = 0;
            var failure = new TimeZoneNotFoundException("no tape");
            var source = new HostSource(Clip) { Reading = (_, _) => ThrowIf(read++ == failing, failure) };
            Assert.Same(failure, Assert.Throws<TimeZoneNotFoundException>(() => Streamed.Fit(Options, source, 16_000)));
        }

        Assert.All(reads, read => Assert.True(read.Start >= 0 && read.Count >= 0 && read.Start + read.Count <= Clip.Length));
    }

    [Fact]
    public void What_a_source_leaves_out_is_no_sample_and_named()
    {
        var source = new HostSource(Clip) { Giving = part => part.Slice(0, part.Length - 1) };
        ArgumentException failure = Assert.Throws<ArgumentException>("clip", () => new Upsampler(Options).FitAndWrite(source, 16_000, _ => { }));
        Assert.StartsWith("Sample 19999 of channel 0 is NaN", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Properties_of_sources_that_cannot_be_are_refused_before_anything_is_read()
    {
        var upsampler = new Upsampler(Options);
        foreach (HostSource source in (HostSource[])
            [
                new HostSource(Clip) { SampleRate = 0, Reading = Never },
                new HostSource(Clip) { SampleRate = AudioClip.MaximumSampleRate + 1, Reading = Never },
                new HostSource(Clip) { ChannelCount = 0, Reading = Never },
                new HostSource(Clip) { Length = -1, Reading = Never },
                new HostSource(Clip) { Length = 1L << 50, Reading = Never },
                new HostSource(Clip) { Length = long.MaxValue, Reading = Never },
            ])
        {
            Assert.Equal("clip", Assert.Throws<ArgumentOutOfRangeException>(() => upsampler.FitAndWrite(source, 1_536_000, _ => { })).ParamName);
            Assert.Equal("clip", Assert.Throws<ArgumentOutOfRangeException>(() => upsampler.FitAndWrite(source, 1_536_000, File)).ParamName);
            Assert.Equal("reference", Assert.Throws<ArgumentOutOfRangeException>(() => upsampler.FitAndWrite(Clip, source, _ => { })).ParamName);
            Assert.Equal("reference", Assert.Throws<ArgumentOutOfRangeException>(() => upsampler.FitAndWrite(Clip, source, File)).ParamName);
        }

        // A result without end.
        var endless = new HostSource(Clip) { SampleRate = 1000, Length = 1L << 41, Reading = Never };
        ArgumentOutOfRangeException failure = Assert.Throws<ArgumentOutOfRangeException>(() => upsampler.FitAndWrite(endless, 1_536_000, _ => { }));
        Assert.Equal("targetSampleRate", failure.ParamName);
        Assert.Contains("2199023255552 are worked on", failure.Message, StringComparison.Ordinal);
        _ = Assert.Throws<ArgumentOutOfRangeException>(() => upsampler.FitAndWrite(endless, 2, File));

        _ = Assert.Throws<ArgumentNullException>(() => upsampler.FitAndWrite(null!, 16_000, File));
        _ = Assert.Throws<ArgumentNullException>(() => upsampler.FitAndWrite(Clip, (IAudioSource)null!, File));
        _ = Assert.Throws<ArgumentNullException>(() => upsampler.FitAndWrite(Clip, 16_000, (Action<AudioClip>)null!));
        Assert.Empty(Directory.GetFiles(_folder));

        static void Never(long start, int count) => Assert.Fail("It was read.");
    }

    [Theory]
    [InlineData(7999)]
    [InlineData(0)]
    [InlineData(1_536_001)]
    public void Rates_that_are_refused_in_memory_are_refused_here(int rate)
    {
        Assert.Equal(
            "targetSampleRate", Assert.Throws<ArgumentOutOfRangeException>(() => new Upsampler(Options).FitAndWrite(Clip, rate, File)).ParamName);
        Assert.Equal(
            "targetSampleRate", Assert.Throws<ArgumentOutOfRangeException>(() => new Upsampler(Options).FitAndWrite(Clip, rate, _ => { })).ParamName);
    }

    [Fact]
    public void References_that_do_not_fit_are_refused_before_anything_is_read()
    {
        var upsampler = new Upsampler(Options);
        AudioClip clip = Clips.Noise(8000);
        foreach (AudioClip reference in (AudioClip[])[Clips.Noise(16_161, 16_000), Clips.Noise(15_839, 16_000), Clips.Noise(16_000, 16_000, channels: 2)])
        {
            Assert.Equal("reference", Assert.Throws<ArgumentException>(() => upsampler.FitAndWrite(clip, reference, _ => { })).ParamName);
            Assert.Equal("reference", Assert.Throws<ArgumentException>(() => upsampler.FitAndWrite(clip, reference, File)).ParamName);
        }

        Assert.Equal("reference", Assert.Throws<ArgumentOutOfRangeException>(() => upsampler.FitAndWrite(clip, clip, File)).ParamName);
    }

    [Theory]
    [InlineData(float.NaN)]
    [InlineData(float.NegativeInfinity)]
    [InlineData(1.1e10f)]
    public void A_sample_that_is_none_is_found_before_any_fit_and_named_with_its_place_in_the_whole(float sample)
    {
        float[] bad = Clips.Samples(80_000, 0.3f, 1);
        bad[70_001] = sample;
        var clip = new AudioClip(8000, Clips.Samples(80_000, 0.3f, 2), bad);
        ArgumentException failure = Assert.Throws<ArgumentException>("clip", () => Streamed.Fit(Options, clip, 16_000, progress: Untold));
        Assert.StartsWith("Sample 70001 of channel 1 is ", failure.Message, StringComparison.Ordinal);

        var low = Clips.Noise(20_000, 4000, channels: 2);
        failure = Assert.Throws<ArgumentException>("reference", () => Streamed.Fit(Options, low, 8000, clip, progress: Untold));
        Assert.StartsWith("Sample 70001 of channel 1 is ", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_source_that_changes_its_mind_does_not_bring_what_is_no_number_into_the_result()
    {
        int reads = 0;
        var source = new HostSource(Clip) { Giving = part => ++reads == 1 ? part : new AudioClip(8000, Bad(part), Bad(part)) };
        _ = Assert.Throws<ArgumentException>("clip", () => Streamed.Fit(Options, source, 16_000));

        static float[] Bad(AudioClip part)
        {
            float[] samples = part.Channel(0).ToArray();
            samples[^1] = float.NaN;
            return samples;
        }
    }

    [Fact]
    public void What_a_writer_throws_comes_out_as_it_is_and_no_more_is_handed_over()
    {
        int parts = 0;
        var failure = new TimeZoneNotFoundException("no room");
        void Write(AudioClip part) => ThrowIf(++parts == 2, failure);
        Assert.Same(failure, Assert.Throws<TimeZoneNotFoundException>(() => Streamed.Fit(Options, Clip, 16_000, write: Write)));
        Assert.Equal(2, parts);
    }

    [Fact]
    public void A_folder_that_does_not_exist_is_known_before_anything_is_read()
    {
        var source = new HostSource(Clip) { Reading = (_, _) => Assert.Fail("It was read.") };
        string path = Path.Combine(_folder, "none", "result.wav");
        _ = Assert.Throws<DirectoryNotFoundException>(() => new Upsampler(Options).FitAndWrite(source, 16_000, path));
        _ = Assert.Throws<IOException>(() => new Upsampler(Options).FitAndWrite(source, 16_000, _folder));
        _ = Assert.Throws<ArgumentException>(() => new Upsampler(Options).FitAndWrite(source, 16_000, string.Empty));
        _ = Assert.Throws<ArgumentOutOfRangeException>("format", () => new Upsampler(Options).FitAndWrite(source, 16_000, File, (WaveEncoding)9));
        var wide = new HostSource(Clip) { ChannelCount = 30_000, Reading = (_, _) => Assert.Fail("It was read.") };
        _ = Assert.Throws<InvalidOperationException>(() => new Upsampler(Options).FitAndWrite(wide, 16_000, File));
        Assert.Empty(Directory.GetFileSystemEntries(_folder));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void After_a_failure_there_is_no_file_or_the_former_one_and_nothing_beside_it(bool hasFormer)
    {
        if (hasFormer)
        {
            System.IO.File.WriteAllText(File, "former");
        }

        foreach (int failing in (int[])[1, 2])
        {
            int reads = 0;
            var source = new HostSource(Clip) { Reading = (_, _) => ThrowIf(++reads == failing, new TimeZoneNotFoundException()) };
            _ = Assert.Throws<TimeZoneNotFoundException>(() => new Upsampler(Options).FitAndWrite(source, 16_000, File));
            using var canceled = new CancellationTokenSource();
            canceled.Cancel();
            _ = Assert.Throws<OperationCanceledException>(
                () => new Upsampler(Options).FitAndWrite(Clip, 16_000, File, cancellationToken: canceled.Token));
        }

        Assert.Equal(hasFormer ? [File] : [], Directory.GetFileSystemEntries(_folder));
        Assert.True(!hasFormer || System.IO.File.ReadAllText(File) == "former");
    }

    [Theory]
    [InlineData(WaveEncoding.Float32)]
    [InlineData(WaveEncoding.Pcm24)]
    [InlineData(WaveEncoding.Pcm16)]
    public void Parts_that_are_written_one_by_one_make_the_file_of_the_whole(WaveEncoding format)
    {
        (AudioClip whole, IReadOnlyList<AudioClip> parts) = Written.Value;
        byte[] expected = Saved(whole, format);
        using var stream = new MemoryStream();
        var writer = new Siren2.Audio.WavePartWriter(stream, Siren2.Audio.WavePartWriter.Layout(16_000, 2, format), whole.Length);
        writer.Begin();
        foreach (AudioClip part in parts)
        {
            writer.Write(part.Channels, CancellationToken.None);
        }

        writer.End();
        Assert.True(parts.Count > 2);
        Assert.Equal(expected, stream.ToArray());
    }

    [Theory]
    [InlineData(WaveEncoding.Float32)]
    [InlineData(WaveEncoding.Pcm24)]
    public void From_file_to_file_it_is_what_is_loaded_fitted_and_saved_in_memory(WaveEncoding format)
    {
        string input = Path.Combine(_folder, "input.wav");
        Clips.Noise(3001, channels: 3).Save(input);
        System.IO.File.WriteAllText(File, "former");
        AudioClip whole = Quick.Upsampler.FitAndPredict(AudioClip.Load(input), 11_025).Audio;
        using (var reader = new WaveFileSource(input))
        {
            UpsampleReport report = Quick.Upsampler.FitAndWrite(reader, 11_025, File, format);
            Assert.Equal(whole.Length, report.Length);
        }

        Assert.Equal(Saved(whole, format), System.IO.File.ReadAllBytes(File));
        Assert.Equal(2, Directory.GetFileSystemEntries(_folder).Length);
    }

    [Fact]
    public void Guided_from_source_to_file_it_is_what_is_fitted_in_memory()
    {
        (AudioClip clip, AudioClip reference) = Clips.Pair(3000);
        UpsampleResult expected = Quick.Upsampler.FitAndPredict(clip, reference);
        UpsampleReport report = Quick.Upsampler.FitAndWrite(clip, reference, File, WaveEncoding.Float32);
        Assert.Equal(Saved(expected.Audio, WaveEncoding.Float32), System.IO.File.ReadAllBytes(File));
        Assert.Equal(expected.Report.GainOverBaseline!.Value, report.GainOverBaseline!.Value, 1e-3);
        Assert.Null(report.EstimatedPsnrCost);
    }

    [Theory]
    [InlineData(FitMode.Blind)]
    [InlineData(FitMode.Guided)]
    public void Progress_never_falls_and_ends_at_one(FitMode mode)
    {
        // The middle of the clip is silent: a part without a network counts as one that has done with it.
        (AudioClip clip, AudioClip reference) = Clips.Pair(60_000);
        float[] low = clip.Channel(0).ToArray();
        float[] high = reference.Channel(0).ToArray();
        low.AsSpan(15_000, 30_000).Clear();
        high.AsSpan(30_000, 60_000).Clear();
        var progress = new ProgressRecorder();
        (_, UpsampleReport report) = Streamed.Fit(
            Options,
            new AudioClip(8000, low),
            16_000,
            mode == FitMode.Guided ? new AudioClip(16_000, high) : null,
            progress: progress);
        IReadOnlyList<FitProgress> told = progress.Steps;
        Assert.Equal(1, told[^1].Fraction);
        Assert.Equal(TimeSpan.Zero, told[^1].Remaining);
        Assert.All(told.Zip(told.Skip(1)), pair =>
        {
            Assert.True(pair.First.Fraction <= pair.Second.Fraction);
            Assert.True(pair.First.Elapsed <= pair.Second.Elapsed);
            Assert.Equal((pair.First.StepCount, pair.First.NetworkCount), (pair.Second.StepCount, pair.Second.NetworkCount));
        });
        Assert.All(told, report => Assert.Equal(mode, report.Mode));
        Assert.All(told, report => Assert.InRange(report.Network, -1, report.NetworkCount - 1));
        Assert.True(told[0].Fraction <= 1.0 / report.PartCount);
        Assert.True(told.Count(report => report.Fraction < 1) > 2 * report.PartCount);
        Assert.InRange(report.Elapsed, told[^1].Elapsed, TimeSpan.FromMinutes(10));
    }

    [Fact]
    [Trait("Suite", "slow")]
    public void Every_message_names_the_mode_and_the_parts_are_told_one_by_one()
    {
        var log = new LogRecorder();
        string checkpoint = Path.Combine(_folder, "job");
        UpsamplerOptions kept = Options with { CheckpointFile = checkpoint };
        UpsampleReport report = Run(kept, log);
        Assert.All(log.Entries, entry => Assert.StartsWith("Blind fit", entry.Message, StringComparison.Ordinal));
        Assert.All(log.Entries, entry => Assert.InRange(entry.Level, LogLevel.Debug, LogLevel.Information));
        string[] parts = [.. log.Entries.Select(entry => entry.Message).Where(message => message.StartsWith("Blind fit part by part: ", StringComparison.Ordinal))];
        Assert.Equal(report.PartCount + 1, parts.Length);
        Assert.Contains($"20000 samples at 8000 Hz to 16000 Hz in {report.PartCount} part(s), 0 of them "
            + $"done before", parts[0], StringComparison.Ordinal);
        Assert.All(parts.Skip(1).Index(), part => Assert.Contains($"part {part.Index + 1} of {report.PartCount} "
            + $"written after ", part.Item, StringComparison.Ordinal));

        var again = new LogRecorder();
        _ = Run(kept, again);
        Assert.Contains($"{report.PartCount} of them done before", Assert.Single(again.Entries).Message, StringComparison.Ordinal);

        static UpsampleReport Run(UpsamplerOptions options, ILogger logger) =>
            Streamed.Run(options, Clip, 16_000, null, Streamed.Sizes, _ => { }, logger);
    }

    private static IProgress<FitProgress> Untold => new ProgressRecorder(told => Assert.NotEqual(FitStage.Fit, told.Stage));

    private static void ThrowIf(bool now, Exception exception)
    {
        if (now)
        {
            throw exception;
        }
    }

    private static byte[] Saved(AudioClip clip, WaveEncoding format)
    {
        using var stream = new MemoryStream();
        clip.Save(stream, format);
        return stream.ToArray();
    }
}
