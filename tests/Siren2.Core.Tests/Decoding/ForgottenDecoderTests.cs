using System.Diagnostics;
using System.Runtime.CompilerServices;
using Siren2.Core.Tests.Docs;
using Siren2.Decoding;

namespace Siren2.Core.Tests.Decoding;

/// <summary>Counts the threads of the process, and adds some.</summary>
[Collection(nameof(WholeProcess))]
public class ForgottenDecoderTests
{
    [Fact]
    public void The_threads_of_decoders_that_nobody_disposed_of_end_with_them()
    {
        int before = Threads();
        Forget();
        for (int i = 0; i < 100 && Threads() - before > 100; i++)
        {
            GC.Collect();
            GC.WaitForPendingFinalizers();
            Thread.Sleep(50);
        }

        Assert.InRange(Threads() - before, -10_000, 100);

        [MethodImpl(MethodImplOptions.NoInlining)]
        static void Forget()
        {
            for (int i = 0; i < 50; i++)
            {
#pragma warning disable CA2000 // That is the point.
                var decoder = new SirenDecoder(new() { Width = 8, Depth = 2 }, WinnerScale.None, seed: i, maxDegreeOfParallelism: 5);
#pragma warning restore CA2000
                decoder.Forward(new DecoderGrid(DecoderGrid.EvenTimes(1000)), default, new float[1000]);
            }
        }

        static int Threads()
        {
            using var process = Process.GetCurrentProcess();
            return process.Threads.Count;
        }
    }
}
