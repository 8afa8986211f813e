using System.Diagnostics;
using System.Diagnostics.CodeAnalysis;

namespace Siren2.NAudio.Tests;

/// <summary>Sources that fail, hosts that cancel and dispose in the midst of it.</summary>
public sealed class BrokenPlaybackTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);
    private static readonly AudioClip Clip = Player.Speech(75_000, channels: 1);

    [Fact]
    [Trait("Suite", "slow")]
    public void What_a_source_throws_is_thrown_once_by_the_read_that_needed_it_and_a_seek_tries_again()
    {
        float[] expected = Player.Offline(Player.SmallParts(Clip, 16_000));
        var source = new WatchedSource(Clip);
        UpsamplePlan plan = Player.SmallParts(source, 16_000);
        var failure = new TimeZoneNotFoundException("the disk is gone");
        source.OnRead = start => _ = start > 0 && 2 * start >= plan.StartOf(2) ? throw failure : 0;
        using var provider = new SuperResolvingSampleProvider(plan);

        // Two parts are there, and all of them is heard but for the last read, which would need more.
        float[] buffer = new float[1_000];
        int heard = 0;
        TimeZoneNotFoundException? thrown = null;
        while (thrown is null)
        {
            try
            {
                int read = provider.Read(buffer);
                Assert.Equal(buffer.Length, read);
                Assert.True(expected.AsSpan(heard, read).SequenceEqual(buffer));
                heard += read;
            }
            catch (TimeZoneNotFoundException e)
            {
                thrown = e;
            }
        }

        Assert.Same(failure, thrown);
        Assert.Equal(plan.StartOf(2) / 1_000 * 1_000, heard);
        Assert.Equal(heard, provider.Position);

        // Once: what is left is heard, and then it ends.
        int rest = provider.Read(buffer);
        Assert.Equal(plan.StartOf(2) - heard, rest);
        Assert.Equal(0, provider.Read(buffer));
        provider.WaitUntilReady();

        source.OnRead = null;
        provider.Position = plan.StartOf(2);
        Assert.Equal(buffer.Length, provider.Read(buffer));
        Assert.True(expected.AsSpan((int)plan.StartOf(2), buffer.Length).SequenceEqual(buffer));
    }

    [Fact]
    public void Waiting_throws_what_the_first_read_would()
    {
        var source = new WatchedSource(Clip);
        UpsamplePlan plan = Player.SmallParts(source, 16_000);
        source.OnRead = _ => throw new TimeZoneNotFoundException();
        using var provider = new SuperResolvingSampleProvider(plan, new() { OnUnderrun = UnderrunBehavior.Silence });
        Assert.Throws<TimeZoneNotFoundException>(() => provider.WaitUntilReady());
        Assert.Equal(0, provider.Read(new float[100]));
    }

    [Fact]
    public void A_sample_that_turned_into_none_is_refused_by_its_number()
    {
        var turning = new TurningSource(Clip);
        UpsamplePlan plan = Player.SmallParts(turning, 16_000);
        turning.HasTurned = true;
        using var provider = new SuperResolvingSampleProvider(plan);
        ArgumentException error = Assert.Throws<ArgumentException>(() => provider.Read(new float[100]));
        Assert.Contains("NaN", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Disposal_in_the_midst_of_a_fit_releases_a_read_and_leaves_no_thread()
    {
        var source = new WatchedSource(Clip);
        UpsamplePlan plan = Player.SmallParts(source, 16_000, Slow);
        using var isFitting = new ManualResetEventSlim();
        source.OnRead = _ => isFitting.Set();
        var provider = new SuperResolvingSampleProvider(plan);
        Exception? thrown = null;
        var reader = new Thread(() => thrown = Record.Exception(() => provider.Read(new float[1_000])));
        reader.Start();
        Assert.True(isFitting.Wait(Patience));
        Assert.True(SpinWait.SpinUntil(() => provider.UnderrunCount == 1, Patience));
        var clock = Stopwatch.StartNew();
        provider.Dispose();
        Assert.InRange(clock.Elapsed, TimeSpan.Zero, TimeSpan.FromSeconds(20));
        Assert.False(provider.IsFitting);
        Assert.True(reader.Join(Patience));
        Assert.IsType<ObjectDisposedException>(thrown);

        int reads = source.Reads;
        provider.Dispose();
        Assert.Throws<ObjectDisposedException>(() => provider.Read(new float[10]));
        Assert.Throws<ObjectDisposedException>(() => provider.Position = 3);
        Assert.Throws<ObjectDisposedException>(() => provider.WaitUntilReady());
        Assert.Equal((reads, 0), (source.Reads, provider.PartsInMemory));
    }

    [Fact]
    public void A_source_that_disposes_of_the_provider_does_not_wait_for_itself()
    {
        var source = new WatchedSource(Clip);
        UpsamplePlan plan = Player.SmallParts(source, 16_000);
        using var gate = new ManualResetEventSlim();
        SuperResolvingSampleProvider? provider = null;
        source.OnRead = _ =>
        {
            Assert.True(gate.Wait(Patience));
            provider!.Dispose();
        };
        using var made = new SuperResolvingSampleProvider(plan);
        provider = made;
        gate.Set();
        Assert.True(SpinWait.SpinUntil(() => !provider.IsFitting, Patience));
        Assert.Throws<ObjectDisposedException>(() => provider.Read(new float[10]));
    }

    [Theory]
    [InlineData(CancellationBehavior.Throw)]
    [InlineData(CancellationBehavior.ReturnBest)]
    public void Cancellation_ends_the_fit_and_is_thrown_once(CancellationBehavior behavior)
    {
        using var cancellation = new CancellationTokenSource();
        var source = new WatchedSource(Clip);
        UpsamplePlan plan = Player.SmallParts(source, 16_000, Slow with { OnCancellation = behavior });
        using var isFitting = new ManualResetEventSlim();
        source.OnRead = _ => isFitting.Set();
        using var provider = new SuperResolvingSampleProvider(plan, cancellationToken: cancellation.Token);
        Assert.True(isFitting.Wait(Patience));
        var canceling = new Thread(() =>
        {
            _ = SpinWait.SpinUntil(() => provider.UnderrunCount == 1, Patience);
            cancellation.Cancel();
        });
        canceling.Start();
        OperationCanceledException error = Assert.Throws<OperationCanceledException>(() => provider.Read(new float[1_000]));
        Assert.Equal(cancellation.Token, error.CancellationToken);
        canceling.Join();
        Assert.True(SpinWait.SpinUntil(() => !provider.IsFitting, TimeSpan.FromSeconds(20)));

        Assert.Equal(0, provider.Read(new float[1_000]));
        provider.Position = 5_000;
        Assert.Equal(0, provider.Read(new float[1_000]));
    }

    [Fact]
    [Trait("Suite", "slow")]
    public void A_seek_gives_up_what_is_under_way_even_where_canceled_fits_return_their_best()
    {
        UpsamplerOptions options = Quick with { OnCancellation = CancellationBehavior.ReturnBest };
        float[] expected = Player.Offline(Player.SmallParts(Clip, 16_000, options), options);
        UpsamplePlan plan = Player.SmallParts(Clip, 16_000, options);
        using var provider = new SuperResolvingSampleProvider(plan);
        float[] buffer = new float[500];
        var random = new Random(3);
        for (int i = 0; i < 8; i++)
        {
            // Again before anything is done, to and fro.
            provider.Position = random.NextInt64(plan.Length);
            Thread.Sleep(random.Next(30));
            long place = random.NextInt64(plan.Length - 500);
            provider.Position = place;
            Assert.Equal(500, provider.Read(buffer));
            Assert.True(expected.AsSpan((int)place, 500).SequenceEqual(buffer), $"from {place} on");
        }
    }

    [Fact]
    public void A_seek_does_not_wait_for_a_fit_of_minutes()
    {
        var source = new WatchedSource(Clip);
        UpsamplePlan plan = Player.SmallParts(source, 16_000, Slow);
        using var isFitting = new ManualResetEventSlim();
        using var isThere = new ManualResetEventSlim();
        source.OnRead = start => (start == 0 ? isFitting : isThere).Set();
        using var provider = new SuperResolvingSampleProvider(plan);
        Assert.True(isFitting.Wait(Patience));
        Assert.False(isThere.IsSet);
        provider.Position = plan.StartOf(3) + plan.Overlap;
        Assert.True(isThere.Wait(TimeSpan.FromSeconds(20)));
    }

    [Fact]
    public void Waiting_can_be_canceled_alone()
    {
        using var gate = new ManualResetEventSlim();
        var source = new WatchedSource(Clip);
        UpsamplePlan plan = Player.SmallParts(source, 16_000);
        source.OnRead = _ => gate.Wait();
        using var provider = new SuperResolvingSampleProvider(plan);
        using var impatience = new CancellationTokenSource(TimeSpan.FromMilliseconds(50));
        Assert.Throws<OperationCanceledException>(() => provider.WaitUntilReady(impatience.Token));
        gate.Set();
        provider.WaitUntilReady();
        Assert.Equal(100, provider.Read(new float[100]));
    }

    [Fact]
    public void A_provider_that_is_forgotten_is_collected()
    {
        WeakReference forgotten = Forget();
        for (int i = 0; i < 50 && forgotten.IsAlive; i++)
        {
            GC.Collect();
            GC.WaitForPendingFinalizers();
            Thread.Sleep(20);
        }

        Assert.False(forgotten.IsAlive);
    }

    /// <summary>Networks, quickly.</summary>
    private static UpsamplerOptions Quick { get; } = new()
    {
        Blind = new()
        {
            SegmentLength = 4096,
            Texture = null,
            RefinementIterations = 2,
            Decoder = new() { Width = 16, Depth = 2 },
            Fit = new() { StepCount = 4 },
        },
    };

    /// <summary>Networks that would take minutes.</summary>
    private static UpsamplerOptions Slow { get; } = Quick with { Blind = Quick.Blind with { Fit = new() { StepCount = 1_000_000 } } };

    [SuppressMessage("Reliability", "CA2000", Justification = "It is to be forgotten.")]
    private static WeakReference Forget()
    {
        var provider = new SuperResolvingSampleProvider(Player.SmallParts(Clip, 16_000));
        Assert.Equal(100, provider.Read(new float[100]));
        Assert.True(SpinWait.SpinUntil(() => !provider.IsFitting, Patience));
        return new WeakReference(provider);
    }

    private sealed class TurningSource(AudioClip clip) : IAudioSource
    {
        public bool HasTurned { get; set; }

        public int SampleRate => clip.SampleRate;

        public int ChannelCount => clip.ChannelCount;

        public long Length => clip.Length;

        public void Read(long start, ReadOnlySpan<Memory<float>> channels)
        {
            ((IAudioSource)clip).Read(start, channels);
            if (HasTurned)
            {
                channels[0].Span[0] = float.NaN;
            }
        }
    }
}
