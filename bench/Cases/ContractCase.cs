// Cases through the full contract: handle, descriptor, QoP, sequence number, and what the package does with them.
//
//   seal       one message in place; the data of the next message is the ciphertext of this one
//   unseal     one sealed message in place. Needs a mode that accepts a message twice (none, assigned).
//   roundtrip  the seal of one end and the unseal of the other: the way to measure modes that accept a message once
//              (replay, ordered). Time is for both together.
//   sign, verify
//
// Unsealing in place destroys its input. Where the cipher XORs a keystream, two messages under one number are each other's
// plaintext, and the case alternates between their tokens; otherwise it copies token and data back for every message, and
// so do the peers. Every case is checked when it is prepared.

using PerfLab.Sealing.Contract;
using PerfLab.Sealing.Sspi;

namespace PerfLab.Cases;

/// <summary>Makes cases of a suite.</summary>
public static class ContractCase
{
    /// <summary>The case of an operation, a sequence mode and a size.</summary>
    /// <param name="suite">The suite.</param>
    /// <param name="operation">seal, unseal, roundtrip, sign or verify.</param>
    /// <param name="mode">none, assigned, replay or ordered.</param>
    /// <param name="size">Data bytes of a message.</param>
    public static Case Make(ContractSuite suite, string operation, string mode, int size) => new(
        $"{suite.Package}/{suite.Name}/{operation}/{mode}/{MessageSize.Format(size)}",
        size,
        () => Prepare(suite, operation, mode, size));

    private static Action<long> Prepare(ContractSuite suite, string operation, string mode, int size)
    {
        var pair = new ContractPair(suite, mode, size);
        Action<long> loop = operation switch
        {
            "seal" => new SealLoop(pair).Run,
            "unseal" => new UnsealLoop(suite, pair).Run,
            "roundtrip" => new RoundtripLoop(pair).Run,
            "sign" => new SignLoop(pair).Run,
            "verify" => new VerifyLoop(pair).Run,
            _ => throw new ArgumentException($"No operation is called '{operation}'.", nameof(operation)),
        };
        loop(3); // odd, so that both halves of an alternating loop have run
        loop(2);
        return loop;
    }

    private sealed unsafe class SealLoop(ContractPair pair)
    {
        private readonly ContractMessage _message = pair.NewMessage();
        private readonly nuint _handle = pair.Sender;
        private readonly uint _assigned = pair.AssignedStep;
        private uint _number;

        public void Run(long operations)
        {
            NtStatus status = 0;
            for (long i = 0; i < operations; i++)
            {
                _number += _assigned;
                _message.ResetToken();
                status |= SealProvider.SpSealMessage(_handle, 0, _message.Descriptor, _number);
            }

            ContractPair.Require(status, "SpSealMessage");
        }
    }

    private sealed unsafe class UnsealLoop
    {
        private readonly nuint _handle;
        private readonly uint _number;
        private readonly bool _copiesBack;
        private readonly ContractMessage[] _messages;
        private readonly byte[] _token;
        private readonly byte[] _data;
        private long _turn;

        public UnsealLoop(ContractSuite suite, ContractPair pair)
        {
            _handle = pair.Receiver;
            _number = pair.AssignedStep;
            _copiesBack = !suite.XorsKeystream;
            var message = pair.NewMessage();
            var other = message.WithTokenOfItsOwn();
            Seal(pair.Sender, message);
            _token = message.Token.ToArray();
            _data = message.Data.ToArray();
            Seal(pair.OpenSender(), other);
            _messages = _copiesBack ? [message, message] : [message, other];
            _data.CopyTo(message.Data);
        }

        public void Run(long operations)
        {
            NtStatus status = 0;
            for (long i = 0; i < operations; i++)
            {
                var message = _messages[_turn++ & 1];
                if (_copiesBack)
                {
                    _token.CopyTo(message.Token);
                    _data.CopyTo(message.Data);
                }

                status |= SealProvider.SpUnsealMessage(_handle, message.Descriptor, _number, null);
            }

            ContractPair.Require(status, "SpUnsealMessage");
        }

        private void Seal(nuint sender, ContractMessage message) =>
            ContractPair.Require(SealProvider.SpSealMessage(sender, 0, message.Descriptor, _number), "SpSealMessage");
    }

    private sealed unsafe class RoundtripLoop(ContractPair pair)
    {
        private readonly ContractMessage _message = pair.NewMessage();
        private readonly nuint _sender = pair.Sender;
        private readonly nuint _receiver = pair.Receiver;
        private readonly uint _assigned = pair.AssignedStep;
        private uint _number;

        public void Run(long operations)
        {
            NtStatus status = 0;
            for (long i = 0; i < operations; i++)
            {
                _number += _assigned;
                _message.ResetToken();
                status |= SealProvider.SpSealMessage(_sender, 0, _message.Descriptor, _number);
                status |= SealProvider.SpUnsealMessage(_receiver, _message.Descriptor, _number, null);
            }

            ContractPair.Require(status, "SpSealMessage or SpUnsealMessage");
        }
    }

    private sealed unsafe class SignLoop(ContractPair pair)
    {
        private readonly ContractMessage _message = pair.NewMessage();
        private readonly nuint _handle = pair.Sender;
        private readonly uint _assigned = pair.AssignedStep;
        private uint _number;

        public void Run(long operations)
        {
            NtStatus status = 0;
            for (long i = 0; i < operations; i++)
            {
                _number += _assigned;
                _message.ResetToken();
                status |= SealProvider.SpMakeSignature(_handle, 0, _message.Descriptor, _number);
            }

            ContractPair.Require(status, "SpMakeSignature");
        }
    }

    private sealed unsafe class VerifyLoop
    {
        private readonly ContractMessage _message;
        private readonly nuint _handle;
        private readonly uint _number;

        public VerifyLoop(ContractPair pair)
        {
            _message = pair.NewMessage();
            _handle = pair.Receiver;
            _number = pair.AssignedStep;
            ContractPair.Require(SealProvider.SpMakeSignature(pair.Sender, 0, _message.Descriptor, _number), "SpMakeSignature");
        }

        public void Run(long operations)
        {
            NtStatus status = 0;
            for (long i = 0; i < operations; i++)
            {
                status |= SealProvider.SpVerifySignature(_handle, _message.Descriptor, _number, null);
            }

            ContractPair.Require(status, "SpVerifySignature");
        }
    }
}
