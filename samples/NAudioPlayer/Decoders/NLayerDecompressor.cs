using NAudio.Wave;
using NLayer;

namespace NAudioPlayer.Decoders;

/// <summary>
/// Decodes the frames that NAudio's <see cref="Mp3FileReaderBase"/> finds, by NLayer: MP3 as a stream that can seek, on every system.
/// </summary>
internal sealed class NLayerDecompressor(WaveFormat format) : IMp3FrameDecompressor
{
    private readonly MpegFrameDecoder _decoder = new();
    private readonly Frame _frame = new();

    public WaveFormat OutputFormat { get; } = WaveFormat.CreateIeeeFloatWaveFormat(format.SampleRate, format.Channels);

    public int DecompressFrame(Mp3Frame frame, Span<byte> dest)
    {
        _frame.Take(frame);
        return _decoder.DecodeFrame(_frame, dest);
    }

    public int DecompressFrame(Mp3Frame frame, byte[] dest, int destOffset) => DecompressFrame(frame, dest.AsSpan(destOffset));

    public void Reset() => _decoder.Reset();

    public void Dispose()
    {
    }

    /// <summary>A frame of NAudio's as NLayer wants it: bit by bit.</summary>
    private sealed class Frame : IMpegFrame
    {
        private Mp3Frame? _frame;
        private int _position;

        public int SampleRate => Current.SampleRate;

        public int SampleRateIndex => (Current.RawData![2] >> 2) & 3;

        public int FrameLength => Current.FrameLength;

        public int BitRate => Current.BitRate;

        public NLayer.MpegVersion Version => Current.MpegVersion switch
        {
            NAudio.Wave.MpegVersion.Version1 => NLayer.MpegVersion.Version1,
            NAudio.Wave.MpegVersion.Version2 => NLayer.MpegVersion.Version2,
            NAudio.Wave.MpegVersion.Version25 => NLayer.MpegVersion.Version25,
            _ => NLayer.MpegVersion.Unknown,
        };

        public NLayer.MpegLayer Layer => Current.MpegLayer switch
        {
            NAudio.Wave.MpegLayer.Layer1 => NLayer.MpegLayer.LayerI,
            NAudio.Wave.MpegLayer.Layer2 => NLayer.MpegLayer.LayerII,
            NAudio.Wave.MpegLayer.Layer3 => NLayer.MpegLayer.LayerIII,
            _ => NLayer.MpegLayer.Unknown,
        };

        public MpegChannelMode ChannelMode => (MpegChannelMode)(int)Current.ChannelMode;

        public int ChannelModeExtension => Current.ChannelExtension;

        public int SampleCount => Current.SampleCount;

        public int BitRateIndex => Current.BitRateIndex;

        public bool IsCopyrighted => Current.Copyright;

        public bool HasCrc => Current.CrcPresent;

        public bool IsCorrupted => false;

        private Mp3Frame Current => _frame ?? throw new InvalidOperationException("There is no frame.");

        public void Take(Mp3Frame frame)
        {
            _frame = frame;
            Reset();
        }

        /// <summary>Back to the first bit behind the header, and its checksum if there is one.</summary>
        public void Reset() => _position = 8 * (Current.CrcPresent ? 6 : 4);

        public int ReadBits(int bitCount)
        {
            byte[] data = Current.RawData!;
            int bits = 0;
            for (int i = 0; i < bitCount; i++, _position++)
            {
                if (_position >= 8 * data.Length)
                {
                    return -1;
                }

                bits = (bits << 1) | ((data[_position >> 3] >> (7 - (_position & 7))) & 1);
            }

            return bits;
        }
    }
}
