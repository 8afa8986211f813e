using Siren2.Kernels.Simd;

namespace Siren2.Core.Tests.Kernels;

/// <summary>In this project every buffer of the kernels lies between canaries; a buffer that was overrun ends the test run.</summary>
public unsafe class AlignedBufferTests
{
    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(17)]
    [InlineData(64)]
    public void A_write_right_before_or_right_behind_a_buffer_is_noticed(int length)
    {
        var buffer = new AlignedBuffer(length);
        buffer.Span.Fill(1);
        Assert.True(buffer.IsIntact);
        foreach (float* place in (nint[])[(nint)(buffer.Pointer - 1), (nint)(buffer.Pointer + length)])
        {
            float canary = *place;
            Assert.True(float.IsNaN(canary));
            *place = 1;
            Assert.False(buffer.IsIntact);
            *place = canary;
            Assert.True(buffer.IsIntact);
        }
    }

    [Fact]
    public void Buffers_are_zeroed_and_begin_on_a_cache_line()
    {
        var buffer = new AlignedBuffer(100);
        Assert.Equal(0, (nint)buffer.Pointer % 64);
        Assert.Equal(new float[100], buffer.Span.ToArray());
    }

    [Fact]
    public void Buffers_of_fits_that_have_ended_are_intact()
    {
        _ = Upsampling.Quick.Fit(FitMode.Blind, Upsampling.Quick.Options);
        _ = Upsampling.Quick.Fit(FitMode.Guided, Upsampling.Quick.Options);
        GC.Collect();
        GC.WaitForPendingFinalizers();
    }
}
