using System.Diagnostics;
using System.Runtime.CompilerServices;
using Siren2.Core.Tests.Docs;
using Siren2.Decoding;
using Siren2.Encoding;

namespace Siren2.Core.Tests.Decoding;

/// <summary>Counts the threads of the process, and adds some.</summary>
[Collection(nameof(WholeProcess))]
public class ForgottenDecoderTests
{
    [Fact]
    public void The_threads_of_decoders_that_nobody_disposed_of_end_with_them()
    {
        AssertThatThreadsEnd(static i =>
        {
#pragma warning disable CA2000 // That is the point.
            var decoder = new SirenDecoder(new() { Width = 8, Depth = 2 }, WinnerScale.None, seed: i, maxDegreeOfParallelism: 5);
#pragma warning restore CA2000
            decoder.Forward(new DecoderGrid(DecoderGrid.EvenTimes(1000)), default, new float[1000]);
        });
    }

    [Fact]
    public void The_threads_of_encoders_that_nobody_disposed_of_or_that_were_canceled_when_drawn_end_with_them()
    {
        var options = new SeaNetEncoderOptions { FilterCount = 4, Dimension = 4, Ratios = [4] };
        AssertThatThreadsEnd(i =>
        {
            if (i % 2 == 0)
            {
                Assert.Throws<OperationCanceledException>(() => new SeaNetEncoder(options, 1000, seed: i, maxDegreeOfParallelism: 5, new(canceled: true)));
                return;
            }

#pragma warning disable CA2000 // That is the point.
            var encoder = new SeaNetEncoder(options, 1000, seed: i, maxDegreeOfParallelism: 5);
#pragma warning restore CA2000
            encoder.Forward(new float[1000], new float[encoder.FrameCount * encoder.LatentDimension]);
        });
    }

    private static void AssertThatThreadsEnd(Action<int> forget)
    {
        int before = Threads();
        Forget(forget);
        for (int i = 0; i < 100 && Threads() - before > 100; i++)
        {
            GC.Collect();
            GC.WaitForPendingFinalizers();
            Thread.Sleep(50);
        }

        Assert.InRange(Threads() - before, -10_000, 100);

        [MethodImpl(MethodImplOptions.NoInlining)]
        static void Forget(Action<int> forget)
        {
            for (int i = 0; i < 50; i++)
            {
                forget(i);
            }
        }

        static int Threads()
        {
            using var process = Process.GetCurrentProcess();
            return process.Threads.Count;
        }
    }
}
