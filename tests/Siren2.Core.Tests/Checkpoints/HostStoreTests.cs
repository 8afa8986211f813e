using Siren2.Core.Tests.Parts;
using Siren2.Core.Tests.Upsampling;
using Siren2.Files;

namespace Siren2.Core.Tests.Checkpoints;

/// <summary>Stores of a host's own that return something else than they were given, or take long.</summary>
public class HostStoreTests
{
    public static TheoryData<FitMode> Modes => [FitMode.Blind, FitMode.Guided];

    [Theory]
    [MemberData(nameof(Modes))]
    public void A_record_with_any_byte_changed_is_refused(FitMode mode)
    {
        var store = new Store();
        UpsamplerOptions options = Quick.Options with { CheckpointStore = store };
        _ = Quick.Fit(mode, options);
        byte[] record = store.Records[0];
        var random = new Random(4);
        for (int i = 0; i < 40; i++)
        {
            byte[] changed = [.. record];
            changed[random.Next(changed.Length)] ^= (byte)(1 << random.Next(8));
            store.Records[0] = changed;
            Assert.Contains("'tests'", Assert.Throws<InvalidDataException>(() => Quick.Fit(mode, options)).Message, StringComparison.Ordinal);
        }

        foreach (byte[] other in (byte[][])[[], record[..^1], record[..20], [.. record, 0]])
        {
            store.Records[0] = other;
            _ = Assert.Throws<InvalidDataException>(() => Quick.Fit(mode, options));
        }
    }

    [Theory]
    [MemberData(nameof(Modes))]
    public void A_record_of_another_job_is_refused_by_who_confuses_them(FitMode mode)
    {
        var store = new Store();
        _ = Quick.Fit(mode, Quick.Options with { CheckpointStore = store });
        InvalidDataException failure = Assert.Throws<InvalidDataException>(
            () => Quick.Fit(mode, Quick.With(plan => plan with { UseWinner = false }) with { CheckpointStore = store }));
        Assert.Contains("'tests'", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_part_with_any_byte_changed_is_refused()
    {
        var store = new Store();
        UpsamplerOptions options = Quick.Options with { CheckpointStore = store };
        AudioClip clip = Clips.Noise(40_000);
        _ = Streamed.Fit(options, clip, 16_000);
        Assert.True(store.Records.Count > 1);
        byte[] record = store.Records[0];

        // A number that its figures tell, and one of its last samples.
        foreach (int place in (int[])[86, record.Length - 100])
        {
            byte[] changed = [.. record];
            changed[place] ^= 1;
            store.Records[0] = changed;
            _ = Assert.Throws<InvalidDataException>(() => Streamed.Fit(options, clip, 16_000));
        }
    }

    [Theory]
    [InlineData(FitMode.Blind, CancellationBehavior.Throw)]
    [InlineData(FitMode.Blind, CancellationBehavior.ReturnBest)]
    [InlineData(FitMode.Guided, CancellationBehavior.Throw)]
    [InlineData(FitMode.Guided, CancellationBehavior.ReturnBest)]
    public void Reading_what_an_earlier_run_has_left_ends_within_one_record(FitMode mode, CancellationBehavior behavior)
    {
        var store = new Store();
        UpsamplerOptions options = Quick.Options with { CheckpointStore = store, OnCancellation = behavior };
        UpsampleResult whole = Quick.Fit(mode, options, length: 20_000);
        Assert.True(store.Records.Count > 3);
        int kept = store.Records.Count;
        using var source = new CancellationTokenSource();
        int reads = 0;
        store.Reading = () =>
        {
            if (++reads == 2)
            {
                source.Cancel();
            }
        };
        UpsampleResult Again() => Quick.Fit(mode, options, length: 20_000, cancellationToken: source.Token);
        if (behavior == CancellationBehavior.Throw)
        {
            Assert.Equal(source.Token, Assert.Throws<OperationCanceledException>(Again).CancellationToken);
        }
        else
        {
            Assert.True(Again().Report.WasCanceled);
        }

        Assert.Equal(2, reads);
        Assert.Equal(kept, store.Records.Count);
        store.Reading = null;
        Assert.Equal(whole.Audio.Channel(0), Quick.Fit(mode, options, length: 20_000).Audio.Channel(0));
    }

    [Theory]
    [MemberData(nameof(Modes))]
    public void A_store_that_opens_the_file_of_another_job_is_refused(FitMode mode)
    {
        string path = Path.Combine(Path.GetTempPath(), Path.GetRandomFileName());
        try
        {
            var store = new Confused(new FileCheckpointStore(path));
            UpsampleResult first = Quick.Fit(mode, Quick.Options with { CheckpointStore = store });
            UpsamplerOptions other = Quick.Options with { Seed = 4, CheckpointStore = store };
            _ = Assert.Throws<InvalidDataException>(() => Quick.Fit(mode, other));
            _ = Assert.Throws<InvalidDataException>(() => Streamed.Fit(other, Clips.Noise(5000), 16_000));
            Assert.Equal(first.Audio.Channel(0), Quick.Fit(mode, Quick.Options with { CheckpointStore = store }).Audio.Channel(0));
        }
        finally
        {
            File.Delete(path);
        }
    }

    [Theory]
    [InlineData(FitMode.Blind, false)]
    [InlineData(FitMode.Blind, true)]
    [InlineData(FitMode.Guided, false)]
    [InlineData(FitMode.Guided, true)]
    public void What_failed_first_comes_out_though_the_journal_cannot_be_closed(FitMode mode, bool inParts)
    {
        var store = new Store { Closing = () => throw new TimeZoneNotFoundException("closing") };
        UpsamplerOptions options = Quick.Options with { CheckpointStore = store };
        using var source = new CancellationTokenSource();
        void Fit()
        {
            (AudioClip clip, AudioClip reference) = Clips.Pair(20_000);
            _ = inParts
                ? Streamed.Fit(options, clip, 16_000, mode == FitMode.Guided ? reference : null, cancellationToken: source.Token).Audio
                : Quick.Fit(mode, options, 20_000, cancellationToken: source.Token).Audio;
        }

        Assert.Equal("closing", Assert.Throws<TimeZoneNotFoundException>(Fit).Message);
        store.Records.Clear();
        store.Appending = () => throw new TimeZoneNotFoundException("appending");
        Assert.Equal("appending", Assert.Throws<TimeZoneNotFoundException>(Fit).Message);
        store.Appending = source.Cancel;
        Assert.Equal(source.Token, Assert.Throws<OperationCanceledException>(Fit).CancellationToken);
    }

    /// <summary>Opens for every job what it has opened for the first.</summary>
    private sealed class Confused(FileCheckpointStore files) : ICheckpointStore
    {
        private CheckpointJob? _first;

        public ICheckpointJournal Open(CheckpointJob job) => files.Open(_first ??= job);
    }

    /// <summary>One list for all jobs.</summary>
    private sealed class Store : ICheckpointStore
    {
        public List<byte[]> Records { get; } = [];

        public Action? Reading { get; set; }

        public Action? Appending { get; set; }

        public Action? Closing { get; init; }

        public ICheckpointJournal Open(CheckpointJob job) => new Journal(this);

        private sealed class Journal(Store store) : ICheckpointJournal
        {
            private int _next;

            public string Name => "tests";

            public byte[]? ReadNext()
            {
                store.Reading?.Invoke();
                return _next < store.Records.Count ? store.Records[_next++] : null;
            }

            public void Append(ReadOnlySpan<byte> record)
            {
                store.Appending?.Invoke();
                lock (store.Records)
                {
                    store.Records.Add(record.ToArray());
                }
            }

            public void Dispose() => store.Closing?.Invoke();
        }
    }
}
